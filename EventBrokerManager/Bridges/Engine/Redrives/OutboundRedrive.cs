using System.Globalization;
using EventBrokerManager.Broker;

namespace EventBrokerManager.Bridges.Engine.Redrives;

/// <summary>Kafka to one target, again: through the lane's sink and gate, with the number of the redrive, so that no target takes it for a copy.</summary>
internal sealed class OutboundRedrive(ConnectionPlan plan, ISink sink, TargetGate gate, ConnectionMonitor monitor, TimeProvider time) : IRedriveWay
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(10);

    public ConnectionPlan Plan => plan;

    public ConnectionMonitor Monitor => monitor;

    public bool IsWaiting => gate.IsClosed;

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ProbeLimit);
        try
        {
            await sink.ProbeAsync(limit.Token);
        }
        catch (Exception exception) when (exception is TargetException or OperationCanceledException)
        {
            // The sending finds out, and says so.
        }
    }

    public RedriveResult? Check(KeptLetter letter) => Map(letter) is { Refusal: { } refusal } ? refusal : null;

    public async Task<IReadOnlyList<RedriveResult>> SendAsync(
        IReadOnlyList<KeptLetter> letters, CancellationToken waiting, CancellationToken stopping)
    {
        var results = new List<RedriveResult>();
        var batch = new List<(KeptLetter Letter, MappedEvent Mapped)>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0;
        foreach (var letter in letters.Take(sink.BatchEvents))
        {
            var (record, mapped, refusal) = Map(letter);
            if (refusal is not null)
            {
                results.Add(refusal);
                continue;
            }

            // The next of a key waits for the one before it: a batch's entries fail one by one.
            if (bytes + mapped!.Bytes > sink.BatchBytes || (sink.IsOrdered && !keys.Add(sink.OrderKey(record!))))
                break;
            bytes += mapped.Bytes;
            batch.Add((letter, mapped));
        }

        // What is refused here is told before anything waits for the target.
        if (results.Count > 0 || batch.Count == 0)
            return results;
        try
        {
            await SendAsync(batch, results, waiting, stopping);
        }
        catch (OperationCanceledException) when (results.Count > 0)
        {
        }

        return results;
    }

    private async Task SendAsync(
        List<(KeptLetter Letter, MappedEvent Mapped)> batch, List<RedriveResult> results, CancellationToken waiting, CancellationToken stopping)
    {
        var isTry = await gate.PassAsync(waiting);
        var wait = TimeSpan.Zero;
        try
        {
            var answers = await sink.SendAsync(batch.ConvertAll(entry => entry.Mapped), stopping);
            var again = Sort(batch, answers, results);
            if (answers.Any(answer => answer.Outcome != SendOutcome.TryAgain))
                gate.Succeeded(isTry);
            else
                wait = gate.Failed(isTry, TargetFault.Away, again!);
            if (again is not null && wait == TimeSpan.Zero)
                wait = Backoff.Away(1);
        }
        catch (TargetException exception) when (exception.Fault == TargetFault.Content)
        {
            gate.Succeeded(isTry);
            if (batch.Count == 1)
                results.Add(new RedriveResult(batch[0].Letter.Id, "refused-by-target", exception.Message));
            else
                foreach (var entry in batch)
                    await SendAsync([entry], results, waiting, stopping);
        }
        catch (TargetException exception)
        {
            wait = gate.Failed(isTry, exception.Fault, exception.Message, exception.Code);
        }

        // What is known is told at once.
        if (wait > TimeSpan.Zero && results.Count == 0)
            await Task.Delay(wait, time, waiting);
    }

    /// <returns>Why some must be tried again; null where none must.</returns>
    private static string? Sort(
        List<(KeptLetter Letter, MappedEvent Mapped)> batch, IReadOnlyList<SendResult> answers, List<RedriveResult> results)
    {
        string? again = null;
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].Outcome == SendOutcome.TryAgain)
                again = answers[i].Reason;
            else if (answers[i].Outcome == SendOutcome.Delivered)
                results.Add(RedriveResult.Delivered(batch[i].Letter.Id));
            else
                results.Add(new RedriveResult(batch[i].Letter.Id, answers[i].Code, answers[i].Reason));
        }

        return again;
    }

    private (ConsumedRecord? Record, MappedEvent? Mapped, RedriveResult? Refusal) Map(KeptLetter letter)
    {
        if (!TryReadOrigin(letter, out var record))
        {
            return (null, null, new RedriveResult(
                letter.Id, "unknown-origin",
                $"Its place in Kafka cannot be read from '{letter.Origin}'. That is a fault of this product: whoever runs the portal must report it."));
        }

        var mapped = sink.MapRedrive(record, letter.Redrives + 1);
        return mapped.Outcome switch
        {
            MapOutcome.Ready => (record, mapped, null),
            MapOutcome.Refused => (record, null, new RedriveResult(letter.Id, mapped.Code, mapped.Reason)),
            _ => (record, null, new RedriveResult(
                letter.Id, "wrong-type",
                $"Its type is not {plan.EventType}, the event that this connection carries now. Discard it, or whoever publishes it sends it with the right type.")),
        };
    }

    private static bool TryReadOrigin(KeptLetter letter, out ConsumedRecord record)
    {
        var parts = letter.Origin.Split('/');
        if (parts.Length == 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            record = new ConsumedRecord(new PartitionId(parts[0], partition), offset, letter.Record);
            return true;
        }

        record = null!;
        return false;
    }
}
