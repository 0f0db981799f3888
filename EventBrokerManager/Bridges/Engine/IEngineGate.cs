namespace EventBrokerManager.Bridges.Engine;

/// <summary>What must be there before the first bridge starts: the database, and on the embedded broker the topics.</summary>
public interface IEngineGate
{
    Task ReadyAsync(CancellationToken cancellation);
}
