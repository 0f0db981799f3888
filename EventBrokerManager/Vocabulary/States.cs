namespace EventBrokerManager.Vocabulary;

/// <summary>What a person or a token may do, weakest first.</summary>
public enum Role
{
    /// <summary>Nothing at all.</summary>
    Blocked,

    /// <summary>Sees everything, changes nothing.</summary>
    View,

    /// <summary>Creates, edits, starts and stops bridges; enables their own apps and environments.</summary>
    TechnicalContact,

    /// <summary>Everything.</summary>
    Admin,
}

/// <summary>Whether an app has channels of its own, which takes a licence, or shares the one of all Free apps.</summary>
public enum AppKind
{
    Free,
    Licensed,
}

/// <summary>Which way a connection carries its event.</summary>
public enum Direction
{
    KafkaToTarget,
    TargetToKafka,
}

/// <summary>How an event is written (CloudEvents content mode).</summary>
public enum EventFormat
{
    /// <summary>Attributes beside the data; a single event goes structured where the target cannot carry it otherwise.</summary>
    Binary,

    /// <summary>Always one JSON document per event.</summary>
    Structured,
}

/// <summary>Where a bridge begins to read a channel that it has never read.</summary>
public enum StartFrom
{
    /// <summary>Events published from the first start on.</summary>
    New,

    /// <summary>The earliest event that Kafka still keeps.</summary>
    Earliest,
}

/// <summary>What a person asked for; kept in the database.</summary>
public enum DesiredState
{
    Stopped,
    Started,
}

/// <summary>What a bridge or a connection really does, calmest first: the state of a bridge is the worst of its connections'.</summary>
public enum BridgeState
{
    Stopped,
    Running,
    Stopping,
    Starting,
    Reconfiguring,

    /// <summary>The target or Kafka is away; it goes on by itself.</summary>
    Retrying,

    /// <summary>A person must act. It still tries every minute, and recovers by itself.</summary>
    Failed,
}
