using System.Diagnostics;
using System.Text;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine.Metering;

/// <summary>
/// The spans of events. A traced event gets one in its own trace, below the context that came with it; the call that carries it links to
/// it. The transport's header <c>traceparent</c> then names our span; <c>ce_traceparent</c> is the event's own and stays as it is.
/// </summary>
internal static class EventTrace
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";
    private static readonly ActivitySource Source = new(EngineMeters.Name);

    /// <summary>True where somebody collects traces; else no event costs anything.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Begins the span of one event, or answers null where its trace is not collected.</summary>
    /// <param name="system">Where it goes: <c>sqs</c>, <c>kafka</c>.</param>
    public static Activity? Event(EventRecord record, string system, string destination)
    {
        var parent = ContextOf(record.Headers, Parent, State) ?? ContextOf(record.Headers, "ce_" + Parent, "ce_" + State) ?? default;
        return Start("create", ActivityKind.Producer, parent, [], system, destination);
    }

    /// <summary>Begins the span of one call, with a link to each event of it.</summary>
    public static Activity? Batch(IReadOnlyList<MappedEvent> batch, string system, string destination)
    {
        var links = batch.Where(mapped => mapped.Span is not null).Select(mapped => new ActivityLink(mapped.Span!.Context)).ToList();
        return links.Count == 0
            ? null
            : Start("send", ActivityKind.Client, default, links, system, destination)?.SetTag("messaging.batch.message_count", batch.Count);
    }

    /// <summary>Ends the span of an event that is delivered or refused.</summary>
    public static void End(MappedEvent mapped, SendResult result)
    {
        if (mapped.Span is not { } span)
            return;
        if (result.Outcome == SendOutcome.Refused)
            span.SetStatus(ActivityStatusCode.Error, result.Code);
        span.Dispose();
        mapped.Span = null;
    }

    /// <summary>
    /// The record with the span as its transport's context. Only where it has one: a header that is replaced costs no place among those
    /// that the target can carry, one that is added might.
    /// </summary>
    public static EventRecord Continue(EventRecord record, Activity span)
    {
        if (ContextOf(record.Headers, Parent, State) is null)
            return record;
        var headers = record.Headers.ToArray();
        var at = Array.FindIndex(headers, header => header.Name == Parent);
        headers[at] = new Header(Parent, Encoding.ASCII.GetBytes(span.Id!));
        return record with { Headers = headers };
    }

    /// <summary>Null where there is none, more than one, or none that can be read.</summary>
    private static ActivityContext? ContextOf(IReadOnlyList<Header> headers, string parentName, string stateName)
    {
        var (parent, state) = (Only(headers, parentName), Only(headers, stateName));
        return parent is not null && ActivityContext.TryParse(Encoding.ASCII.GetString(parent), state is null ? null : Encoding.ASCII.GetString(state), isRemote: true, out var context)
            ? context
            : null;
    }

    private static byte[]? Only(IReadOnlyList<Header> headers, string name)
    {
        byte[]? found = null;
        foreach (var header in headers)
        {
            if (header.Name != name)
                continue;
            if (found is not null)
                return null;
            found = header.Value;
        }

        return found;
    }

    /// <summary>Leaves what is current alone: many spans are open at a time, none inside another. Null where it is not collected.</summary>
    private static Activity? Start(
        string operation, ActivityKind kind, ActivityContext parent, IEnumerable<ActivityLink> links, string system, string destination)
    {
        var before = Activity.Current;
        Activity.Current = null;
        try
        {
            var span = Source.CreateActivity($"{operation} {destination}", kind, parent, null, links);
            if (span is null || !span.Recorded)
                return null;
            // The names are those of OpenTelemetry's conventions for messaging.
            span.SetTag("messaging.system", system == "sqs" ? "aws_sqs" : system);
            span.SetTag("messaging.destination.name", destination);
            span.SetTag("messaging.operation.name", operation);
            span.SetTag("messaging.operation.type", operation);
            return span.Start();
        }
        finally
        {
            Activity.Current = before;
        }
    }
}
