namespace EventBrokerManager.Hosting;

/// <summary>
/// Looks at the configuration before anything starts. Every module registers its own; all problems of all checks stand in one
/// message, and a single one stops the start.
/// </summary>
public interface IStartupCheck
{
    /// <summary>The problems, one per broken key; empty where all is well. Contacts nothing, creates nothing.</summary>
    IEnumerable<ConfigurationProblem> Problems(IConfiguration configuration);
}

/// <summary>A broken or missing configuration value.</summary>
/// <param name="Key">As in the documentation, such as <c>Kafka:Partitions</c>.</param>
/// <param name="Message">
/// What is wrong and what to do, as a sentence that goes on after the key: <c>is "many"; give a whole number from 1 on.</c>
/// Never the value of a secret.
/// </param>
public sealed record ConfigurationProblem(string Key, string Message)
{
    /// <summary>An address for a message; one with a user in it may hold a password and is not repeated.</summary>
    public static string Shown(string? address) =>
        string.IsNullOrEmpty(address) ? "empty" : address.Contains('@') ? "an address with a user in it" : $"\"{address}\"";
}
