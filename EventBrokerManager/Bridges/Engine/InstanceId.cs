using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// What tells this installation from others in Kafka's consumer groups. Kept in a file, so that after a crash the group knows us
/// again at once instead of waiting for the session's end.
/// </summary>
public sealed class InstanceId
{
    private readonly Lazy<string> _value;

    public InstanceId(string folder) => _value = new Lazy<string>(() => ReadOrCreate(folder));

    /// <summary>The static member's id of a bridge.</summary>
    public string MemberOf(Guid bridge) => $"{bridge.Hex()}-{_value.Value}";

    private static string ReadOrCreate(string folder)
    {
        var file = Path.Combine(folder, "instance-id");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } known)
            return known;
        Directory.CreateDirectory(folder);
        var made = Guid.NewGuid().ToString("N")[..12];
        File.WriteAllText(file, made);
        return made;
    }
}
