using Microsoft.Extensions.Options;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>A part of this product that serves queues itself, such as the local queues of Development.</summary>
public interface IOwnQueueEndpoint
{
    /// <summary>Its origin while it listens, such as <c>http://127.0.0.1:9324</c>; else null.</summary>
    string? Origin { get; }

    /// <summary>The URLs of its queues; empty while it does not listen.</summary>
    IReadOnlyList<string> QueueUrls { get; }
}

/// <summary>The origins other than AWS that queue URLs may have: <c>Sqs:AllowedEndpoints</c> and our own.</summary>
/// <exception cref="FormatException">The setting holds something that is no origin; thrown when it is made.</exception>
public sealed class AllowedOrigins(IOptions<SqsOptions> options, IEnumerable<IOwnQueueEndpoint> own)
{
    private readonly string[] _configured = [.. options.Value.AllowedEndpoints.Select(SqsQueueUrl.NormaliseOrigin)];

    /// <summary>As they are now, in the notation in which they are compared.</summary>
    public IReadOnlyCollection<string> Current => [.. _configured, .. own.Select(endpoint => endpoint.Origin).OfType<string>()];

    /// <summary>Queues that this product serves itself, to offer them while a person types.</summary>
    public IReadOnlyList<string> OwnQueues => [.. own.SelectMany(endpoint => endpoint.QueueUrls)];
}
