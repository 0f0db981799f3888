namespace EventBrokerManager.Vocabulary;

/// <summary>How ids and enumerations are written for people and in the API.</summary>
public static class Names
{
    /// <summary>An id as everybody sees it: 32 lower-case hex digits, as in topic names.</summary>
    public static string Hex(this Guid id) => id.ToString("N");

    /// <summary>Reads an id in any of the usual notations.</summary>
    public static bool TryParseId(string? text, out Guid id) => Guid.TryParse(text, out id);

    public static string Display(this Role role) => role == Role.TechnicalContact ? "Technical Contact" : role.ToString();

    /// <summary>The key under which a name is unique: names that differ only in case or in outer blanks are one.</summary>
    public static string Key(string name) => name.Trim().ToUpperInvariant();

    /// <summary>The topic of a channel in a space.</summary>
    public static string Topic(Guid channel, Guid space) => $"businessevents.{channel.Hex()}.{space.Hex()}";

    /// <summary>The one topic that all Free apps of the organisation share.</summary>
    public static string FreeTopic(Guid organisation) => $"businessevents.free.{organisation.Hex()}";

    /// <summary>How the groups begin that consumers in a space may use: its id with dashes. Free apps have the organisation's.</summary>
    public static string GroupPrefix(Guid space) => space.ToString("D");

    /// <summary>How every Kafka user of this installation begins; what begins otherwise is somebody else's and never touched.</summary>
    public static string KafkaUserPrefix(Guid organisation) => $"ebm-{organisation.Hex()[..8]}-";

    /// <summary>The Kafka user of an environment; each rotation makes another one.</summary>
    public static string KafkaUser(Guid organisation, Guid environment, int generation) =>
        $"{KafkaUserPrefix(organisation)}{environment.Hex()}-{generation}";
}
