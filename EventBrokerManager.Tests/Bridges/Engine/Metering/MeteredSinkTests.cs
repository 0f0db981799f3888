using System.Diagnostics;
using System.Text;
using EventBrokerManager.Bridges.Connectors.Sqs.Mapping;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Broker;
using EventBrokerManager.Tests.Bridges.Connectors.Sqs.Mapping;
using Microsoft.Extensions.Time.Testing;

namespace EventBrokerManager.Tests.Bridges.Engine.Metering;

public sealed class MeteredSinkTests : IDisposable
{
    private readonly FakeSink _inner = new();
    private readonly ConnectionMeter _meter = new(Guid.NewGuid(), new ConnectionLabels("orders-out", "OrderPlaced to orders"));
    private readonly MeteredSink _sink;

    /// <summary>A trace of this test's own: listeners hear of everything in the process.</summary>
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly List<Activity> _spans = [];

    public MeteredSinkTests() => _sink = new MeteredSink(_inner, EnginePlans.Outbound(), "sqs", _meter, new FakeTimeProvider());

    private string Parent => $"00-{_trace}-00f067aa0ba902b7-01";

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Map_NobodyListensToItsTrace_TheVeryRecord()
    {
        var record = Samples.Event(Samples.H("traceparent", Parent));
        Assert.Same(record, _sink.Map(record).Payload);
    }

    [Fact]
    public async Task Send_Traced_OneSpanPerEventBelowItsContextAndOneCallWithLinks()
    {
        using var listener = Listen();
        List<MappedEvent> batch =
        [
            _sink.Map(Samples.Event(Samples.H("traceparent", Parent))), _sink.Map(Samples.Event(Samples.H("ce_traceparent", Parent))), _sink.Map(Samples.Event()),
        ];
        await _sink.SendAsync(batch, CancellationToken.None);

        var events = _spans.Where(span => span.Kind == ActivityKind.Producer).ToList();
        Assert.Equal(2, events.Count);
        Assert.All(events, span => Assert.Equal((_trace, "00f067aa0ba902b7"), (span.TraceId, span.ParentSpanId.ToHexString())));
        var call = Assert.Single(_spans, span => span.Kind == ActivityKind.Client);
        Assert.Equal(events.Select(span => span.Context), call.Links.Select(link => link.Context));
        Assert.Equal("send queue", call.DisplayName);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void Map_Traced_OnlyTheTransportsContextChanges()
    {
        using var listener = Listen();
        var record = Samples.Event(Samples.H("traceparent", Parent), Samples.H("tracestate", "a=1"), Samples.H("ce_traceparent", Parent));
        var mapped = (ConsumedRecord)_sink.Map(record).Payload!;

        var changed = record.Record.Headers.Zip(mapped.Record.Headers).Where(pair => !pair.First.Value!.SequenceEqual(pair.Second.Value!)).ToList();
        var (before, after) = Assert.Single(changed);
        Assert.Equal("traceparent", after.Name);
        Assert.Equal(before.Value!.Length, after.Value!.Length);
        Assert.StartsWith($"00-{_trace}-", Encoding.ASCII.GetString(after.Value), StringComparison.Ordinal);
        Assert.Equal(Parent, Encoding.ASCII.GetString(record.Record.Headers.Single(header => header.Name == "traceparent").Value!));
    }

    [Theory]
    [InlineData("ce_traceparent", 1)]
    [InlineData("traceparent", 2)]
    public void Map_NoTransportsContextOrTwo_NothingChanges(string name, int times)
    {
        using var listener = Listen();
        var record = Samples.Event([.. Enumerable.Repeat(Samples.H(name, Parent), times)]);
        Assert.Same(record.Record, ((ConsumedRecord)_sink.Map(record).Payload!).Record);
    }

    [Fact]
    public void Map_Traced_SameAttributesGroupAndDeduplicationId()
    {
        using var listener = Listen();
        var record = Samples.Record([.. Samples.Required(), .. Enumerable.Range(0, 4).Select(i => Samples.H($"x-{i}", "1")), Samples.H("traceparent", Parent)], "{}", Samples.U("key"));
        var plain = Samples.Mapped(SqsMapping.ToSqs(record, Samples.OutFifo));
        var traced = Samples.Mapped(SqsMapping.ToSqs((ConsumedRecord)_sink.Map(record).Payload!, Samples.OutFifo));

        Assert.Equal(10, plain.Attributes.Count);
        Assert.Equal(plain.Attributes.Select(attribute => attribute.Name), traced.Attributes.Select(attribute => attribute.Name));
        Assert.Equal((plain.GroupId, plain.DeduplicationId, plain.Bytes), (traced.GroupId, traced.DeduplicationId, traced.Bytes));
    }

    [Fact]
    public async Task Send_CallFailsWithoutAnswer_CountedAsCopiesThatMayCome()
    {
        _inner.Answer = (_, _) => throw new TargetException(TargetFault.Away, "cut") { IsUnanswered = true };
        var batch = new[] { _sink.Map(Samples.Event()), _sink.Map(Samples.Event()) };
        await Assert.ThrowsAsync<TargetException>(() => _sink.SendAsync(batch, CancellationToken.None));

        Assert.Equal((2, 2, 1, 0), (_meter.Retried, _meter.Unanswered, _meter.Faults(FaultKind.TargetAway), _meter.Calls(TargetOperation.Send)));
    }

    [Fact]
    public async Task Send_OneEntryNotTaken_OnlyThatIsRetried()
    {
        _inner.Answer = (_, _) => Task.FromResult<IReadOnlyList<SendResult>>([SendResult.Delivered, new SendResult(SendOutcome.TryAgain, "", "throttled")]);
        await _sink.SendAsync([_sink.Map(Samples.Event()), _sink.Map(Samples.Event())], CancellationToken.None);

        Assert.Equal((1, 0), (_meter.Retried, _meter.Unanswered));
    }

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineMeters.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == _trace || options.Links?.Any(link => link.Context.TraceId == _trace) == true
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == _trace || span.Links.Any(link => link.Context.TraceId == _trace))
                    _spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
