using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine.Redrives;

/// <summary>One target to Kafka, again: the source maps what was kept as it maps what it receives, and each goes only after the one before.</summary>
internal sealed class InboundRedrive(
    ConnectionPlan plan, ISource source, IRecordProducer producer, IBroker broker, TargetGate gate, ConnectionMonitor monitor, TimeProvider time)
    : IRedriveWay
{
    private const int StepEvents = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public ConnectionPlan Plan => plan;

    public ConnectionMonitor Monitor => monitor;

    public bool IsWaiting => gate.IsClosed || broker.Health.AwaySince is not null;

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public RedriveResult? Check(KeptLetter letter) =>
        source.MapKept(letter.Record, letter.OriginKey) is { Code: { } code } mapped ? new RedriveResult(letter.Id, code, mapped.Reason) : null;

    public async Task<IReadOnlyList<RedriveResult>> SendAsync(
        IReadOnlyList<KeptLetter> letters, CancellationToken waiting, CancellationToken stopping)
    {
        var results = new List<RedriveResult>();
        try
        {
            foreach (var letter in letters.Take(StepEvents))
            {
                var mapped = source.MapKept(letter.Record, letter.OriginKey);
                var result = mapped.Code is null
                    ? await ProduceAsync(letter, mapped.Record, waiting, stopping)
                    : new RedriveResult(letter.Id, mapped.Code, mapped.Reason);
                if (result is null)
                    return results;
                results.Add(result);
            }
        }
        catch (OperationCanceledException) when (results.Count > 0)
        {
        }

        return results;
    }

    /// <summary>Null where Kafka did not take it this time; nothing behind it may go before it.</summary>
    private async Task<RedriveResult?> ProduceAsync(KeptLetter letter, EventRecord record, CancellationToken waiting, CancellationToken stopping)
    {
        while (broker.Health.AwaySince is not null)
            await Task.Delay(Pause, time, waiting);
        var isTry = await gate.PassAsync(waiting);
        var result = await producer.ProduceAsync(plan.Topic, record, CancellationToken.None).WaitAsync(stopping);
        switch (result.Outcome)
        {
            case ProduceOutcome.Acknowledged:
                gate.Succeeded(isTry);
                return RedriveResult.Delivered(letter.Id);
            case ProduceOutcome.RecordRefused:
                gate.Succeeded(isTry);
                return new RedriveResult(letter.Id, "refused-by-kafka", result.Problem);
            default:
                var fault = result.Outcome == ProduceOutcome.Refused ? TargetFault.NeedsPerson : TargetFault.Away;
                await Task.Delay(gate.Failed(isTry, fault, result.Problem), time, waiting);
                return null;
        }
    }
}
