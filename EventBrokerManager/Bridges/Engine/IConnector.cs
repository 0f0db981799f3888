using System.Diagnostics;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine;

/// <summary>
/// A service that bridges reach. A connector owns its protocol and its mapping; the engine owns reconnecting, waiting,
/// the window, order and dead letters.
/// </summary>
public interface IConnector
{
    /// <summary>Such as <c>sqs</c>.</summary>
    string Key { get; }

    /// <summary>For connections from Kafka to the target.</summary>
    ISink OpenSink(BridgePlan bridge, ConnectionPlan connection);

    /// <summary>For connections from the target to Kafka.</summary>
    ISource OpenSource(BridgePlan bridge, ConnectionPlan connection);
}

/// <summary>What a harmless question to the target brought.</summary>
/// <param name="Answers">True: it is there. Null: it cannot be asked harmlessly.</param>
public sealed record ProbeResult(bool? Answers, string Detail);

/// <summary>Why a call to a target failed.</summary>
public enum TargetFault
{
    /// <summary>Throttling, an outage, a time-out: it will go on by itself.</summary>
    Away,

    /// <summary>A refused right, a missing queue: a person must act.</summary>
    NeedsPerson,

    /// <summary>The call was refused for its content: one of its events is at fault, or all together are too large.</summary>
    Content,
}

/// <summary>A call to a target failed as a whole.</summary>
/// <param name="message">What happened, whose move it is, what to do.</param>
public sealed class TargetException(TargetFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>As <see cref="Code"/>: the target refuses us the right to the call.</summary>
    public const string AccessDenied = "access-denied";

    /// <summary>As <see cref="Code"/>: there is no such target.</summary>
    public const string Missing = "target-missing";

    public TargetFault Fault { get; } = fault;

    /// <summary>A stable word for programs and pages to act on, such as <see cref="AccessDenied"/>; null for a fault without one.</summary>
    public string? Code { get; init; }

    /// <summary>True where the answer was lost, so that the call may have done its work all the same.</summary>
    public bool IsUnanswered { get; init; }
}

/// <summary>Whether a record can go on.</summary>
public enum MapOutcome
{
    Ready,

    /// <summary>Not this connection's event; it is counted and left.</summary>
    PassedOver,

    /// <summary>It can never go, for what it is.</summary>
    Refused,
}

/// <summary>A record in the target's form.</summary>
/// <param name="Payload">The connector's own; null unless Ready.</param>
/// <param name="Bytes">As the target counts them.</param>
/// <param name="Code">Of a refusal: a stable word, for grouping.</param>
/// <param name="Reason">Of a refusal: what is wrong with this event, whose move it is, what to do.</param>
public sealed record MappedEvent(MapOutcome Outcome, object? Payload, int Bytes, string Code, string Reason)
{
    public static MappedEvent Ready(object payload, int bytes) => new(MapOutcome.Ready, payload, bytes, "", "");

    /// <summary>When the event was stamped at its source; the engine's own.</summary>
    internal DateTimeOffset? Stamp { get; set; }

    /// <summary>The event's span while it is traced and on its way; the engine's own.</summary>
    internal Activity? Span { get; set; }

    public static MappedEvent PassedOver { get; } = new(MapOutcome.PassedOver, null, 0, "", "");

    public static MappedEvent Refused(string code, string reason) => new(MapOutcome.Refused, null, 0, code, reason);
}

/// <summary>The answer to one event of a batch.</summary>
public enum SendOutcome
{
    Delivered,

    /// <summary>Refused for what it is; never succeeds.</summary>
    Refused,

    /// <summary>Not taken this time, such as throttled.</summary>
    TryAgain,
}

public readonly record struct SendResult(SendOutcome Outcome, string Code, string Reason)
{
    public static SendResult Delivered { get; } = new(SendOutcome.Delivered, "", "");
}

/// <summary>Where events go. Safe to call from several threads at once.</summary>
public interface ISink : IAsyncDisposable
{
    /// <summary>Events of one call at most.</summary>
    int BatchEvents { get; }

    /// <summary>Bytes of one call at most, as <see cref="MappedEvent.Bytes"/> counts.</summary>
    int BatchBytes { get; }

    /// <summary>True where the target keeps order per <see cref="OrderKey"/>: then one of a key is under way at a time.</summary>
    bool IsOrdered { get; }

    /// <summary>Events of one key keep their order.</summary>
    string OrderKey(ConsumedRecord record);

    MappedEvent Map(ConsumedRecord record);

    /// <summary>
    /// Maps a record that was a dead letter and is sent again. Where the target drops copies, it must not take this one for a copy of the
    /// first sending or of another redrive; of the same redrive sent twice, it should.
    /// </summary>
    /// <param name="number">From 1 on: the how manieth redrive of this record it is.</param>
    MappedEvent MapRedrive(ConsumedRecord record, int number);

    /// <summary>Asks the target harmlessly whether it is there.</summary>
    /// <exception cref="TargetException"/>
    Task<ProbeResult> ProbeAsync(CancellationToken cancellation);

    /// <summary>Sends one batch; answers per event, in the batch's order.</summary>
    /// <exception cref="TargetException">Nothing is known of any event of the batch.</exception>
    Task<IReadOnlyList<SendResult>> SendAsync(IReadOnlyList<MappedEvent> batch, CancellationToken cancellation);
}

/// <summary>One event that a source handed out and that must be settled once: acknowledged or released.</summary>
public abstract class Delivery
{
    /// <summary>Unique at the source, for people and for dead letters.</summary>
    public abstract string Id { get; }

    /// <summary>When the source got it; null where it does not say.</summary>
    public virtual DateTimeOffset? Sent => null;

    /// <summary>Deliveries of one key go to Kafka one after the other; null where the source keeps no order.</summary>
    public abstract string? OrderKey { get; }

    /// <summary>The event, or why it cannot go on; then with what can be kept of it.</summary>
    public abstract MappedDelivery Map();

    /// <summary>The event as it came, in the form in which it is kept as a dead letter; <see cref="ISource.MapKept"/> reads it.</summary>
    public abstract EventRecord Keep();
}

/// <summary>A delivery as a record, or why it cannot be one.</summary>
/// <param name="Record">For Kafka; of a refusal, the event as it came.</param>
public sealed record MappedDelivery(EventRecord Record, string? Code, string? Reason);

/// <summary>Where events come from. Safe to call from several threads at once.</summary>
public interface ISource : IAsyncDisposable
{
    /// <summary>How long a delivery stays ours after it was received or renewed.</summary>
    TimeSpan Hold { get; }

    /// <summary>What a person should know although all goes on, such as that events waited for long before they came; else null.</summary>
    string? Warning { get; }

    /// <summary>Waits for events; empty after a while without any.</summary>
    /// <param name="wait">False to come back at once, which proves the right to receive.</param>
    /// <exception cref="TargetException"/>
    Task<IReadOnlyList<Delivery>> ReceiveAsync(bool wait, CancellationToken cancellation);

    /// <summary>Takes them off the source. Answers those that must be tried again; throws where nothing is known of any.</summary>
    /// <exception cref="TargetException"/>
    Task<IReadOnlyList<Delivery>> AcknowledgeAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation);

    /// <summary>Holds them for another <see cref="Hold"/>.</summary>
    /// <exception cref="TargetException"/>
    Task RenewAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation);

    /// <summary>Gives them back, to be handed out again at once.</summary>
    /// <exception cref="TargetException"/>
    Task ReleaseAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation);

    /// <summary>Maps what <see cref="Delivery.Keep"/> gave, as the delivery itself would be mapped now.</summary>
    /// <param name="id">Its <see cref="Delivery.Id"/>.</param>
    MappedDelivery MapKept(EventRecord kept, string id);

    /// <summary>How many events wait there, or null where that cannot be known.</summary>
    Task<long?> BacklogAsync(CancellationToken cancellation);
}
