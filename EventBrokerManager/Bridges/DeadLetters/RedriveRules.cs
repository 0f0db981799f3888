namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>The limits of redrives.</summary>
public static class RedriveRules
{
    /// <summary>After so many redrives that ended in a refusal, only a redrive by id takes a dead letter: what is sent round and round helps nobody.</summary>
    public const int MostRedrives = 3;

    /// <summary>Events per second, unless told otherwise: little beside live traffic.</summary>
    public const int PerSecond = 50;

    /// <summary>Events per second at most.</summary>
    public const int MostPerSecond = 1_000;

    /// <summary>Dead letters that a preview holds against the rules.</summary>
    public const int MostExamined = 1_000;

    /// <summary>What everybody who sends dead letters again must know.</summary>
    public const string Order = "Each arrives after everything of its key that was delivered meanwhile.";
}
