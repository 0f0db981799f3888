namespace EventBrokerManager.Hosting;

/// <summary>
/// The product cannot start, for a reason that a person can mend. The message is all that is printed: what happened, which key,
/// file or port, and what to do.
/// </summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One message for all broken keys.</summary>
    public static StartupException Configuration(IReadOnlyCollection<ConfigurationProblem> problems) => new(
        "The configuration needs attention:" + string.Concat(problems.Select(p => $"{Environment.NewLine}  {p.Key} {p.Message}")));
}
