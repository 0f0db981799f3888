using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges;

/// <summary>What the rules say about a request.</summary>
/// <param name="Problems">By field, as paths of the API's JSON; empty where all is well.</param>
/// <param name="Collides">True where nothing is wrong but that others have the name or a queue already (409 instead of 400).</param>
/// <param name="Targets">What came of each connection's address, in the request's order.</param>
/// <param name="Definition">The bridge to save; null where there are problems.</param>
public sealed record BridgeVerdict(
    IReadOnlyList<FieldProblem> Problems, bool Collides, IReadOnlyList<SqsUrlCheck> Targets, BridgeDefinition? Definition)
{
    /// <summary>The definition.</summary>
    /// <exception cref="RefusedException">There are problems: Conflict where it only collides, else Invalid.</exception>
    public BridgeDefinition OrRefuse()
    {
        if (Definition is not null)
            return Definition;
        var refusal = RefusedException.Invalid(Problems);
        throw Collides ? new RefusedException(RefusalKind.Conflict, refusal.Message, Problems) : refusal;
    }
}

/// <summary>A bridge whose every part was found and checked.</summary>
/// <param name="Service">The connector's key.</param>
public sealed record BridgeDefinition(
    string Name, string Service, KnownSpace Space, string Region, StartFrom From, IReadOnlyList<ConnectionDefinition> Connections);

public sealed record ConnectionDefinition(KnownEvent Event, Direction Direction, SqsQueueUrl Queue, EventFormat Format);
