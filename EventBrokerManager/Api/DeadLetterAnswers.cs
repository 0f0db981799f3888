using System.Text;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Broker;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Api;

/// <param name="Connection">The connection's id.</param>
/// <param name="ReasonCode">A stable word per kind of reason.</param>
/// <param name="Origin">Topic, partition and offset, or the queue's URL and message id.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Redrives">How often it was sent again and refused again.</param>
/// <param name="LastRedriven">When it was refused again last.</param>
internal sealed record DeadLetterAnswer(
    long Id, string Connection, DateTimeOffset At, string ReasonCode, string Reason, string Origin,
    string? EventId, string? EventType, long Size, int Redrives, DateTimeOffset? LastRedriven)
{
    public static DeadLetterAnswer Of(DeadLetterSummary letter) => new(
        letter.Id, letter.ConnectionId.Hex(), letter.At, letter.ReasonCode, letter.Reason, letter.Origin,
        letter.EventId, letter.EventType, letter.Size, letter.Redrives, letter.LastRedriven);
}

/// <summary>Bytes, as text where they are UTF-8, else as base64; both null where there are none.</summary>
internal sealed record BytesAnswer(string? Text, string? Base64)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static BytesAnswer Of(byte[]? bytes)
    {
        if (bytes is null)
            return new(null, null);
        try
        {
            return new(Strict.GetString(bytes), null);
        }
        catch (DecoderFallbackException)
        {
            return new(null, Convert.ToBase64String(bytes));
        }
    }
}

internal sealed record HeaderAnswer(string Name, string? Text, string? Base64)
{
    public static HeaderAnswer Of(Header header) => BytesAnswer.Of(header.Value) is var value ? new(header.Name, value.Text, value.Base64) : null!;
}

/// <param name="Letter">What is wrong with it.</param>
/// <param name="Headers">In their order; names may repeat.</param>
internal sealed record DeadLetterEventAnswer(DeadLetterAnswer Letter, BytesAnswer Key, IReadOnlyList<HeaderAnswer> Headers, BytesAnswer Data)
{
    public static DeadLetterEventAnswer Of(DeadLetterContent letter) => new(
        DeadLetterAnswer.Of(letter.Summary), BytesAnswer.Of(letter.Key), [.. letter.Headers.Select(HeaderAnswer.Of)], BytesAnswer.Of(letter.Value));
}

/// <param name="Title">The reason in a few words.</param>
/// <param name="Move">Whose move it is.</param>
/// <param name="Bytes">Of all together.</param>
/// <param name="HeldBack">Those that only a redrive by id takes, because they were refused again three times.</param>
/// <param name="Reason">What the newest one says.</param>
/// <param name="Orphaned">True where the connection is gone, so that they can only be discarded.</param>
internal sealed record DeadLetterGroupAnswer(
    string Connection, string ReasonCode, string Title, string Move, int Count, long Bytes, int HeldBack,
    DateTimeOffset Oldest, DateTimeOffset Newest, string Reason, bool Orphaned, string? Event, string? Direction, string? Target)
{
    public static DeadLetterGroupAnswer Of(DeadLetterGroup group) => new(
        group.ConnectionId.Hex(), group.ReasonCode, group.About.Title, group.About.Move, group.Count, group.Bytes, group.HeldBack,
        group.Oldest, group.Newest, group.Reason, group.IsOrphaned, group.Event,
        group.Direction is { } direction ? Words.Of(direction) : null, group.Target);
}

/// <param name="Reason">What is the case, and whose move it is.</param>
/// <param name="PerSecond">Events per second at most.</param>
/// <param name="Total">Dead letters to send.</param>
/// <param name="RefusedAgain">They stay, with the new reason.</param>
/// <param name="Left">Not sent.</param>
/// <param name="HeldBack">Left out, because they were refused again three times; a redrive by id takes them.</param>
/// <param name="Orphaned">Left out, because their connection is gone.</param>
internal sealed record RedriveAnswer(
    long Id, RedriveState State, string Reason, int PerSecond, int Total, int Delivered, int RefusedAgain, int Left, int HeldBack, int Orphaned,
    string StartedBy, DateTimeOffset Started, DateTimeOffset? Ended, string? CancelledBy, string Order)
{
    public static RedriveAnswer Of(RedriveDetails redrive) => new(
        redrive.Id, redrive.State, redrive.Reason, redrive.PerSecond, redrive.Total, redrive.Delivered, redrive.Refused, redrive.Left,
        redrive.HeldBack, redrive.Orphaned, redrive.StartedBy, redrive.Started, redrive.Ended, redrive.CancelledBy, RedriveRules.Order);
}

/// <param name="Total">Dead letters that would be sent.</param>
/// <param name="HeldBack">Would be left out, because they were refused again three times; a redrive by id takes them.</param>
/// <param name="Orphaned">Would be left out, because their connection is gone.</param>
/// <param name="Examined">How many, oldest first, were held against the rules that count now: 1000 or 32 MiB at most.</param>
/// <param name="RefusedAgain">How many of these would be refused again before they are sent, by reason code.</param>
internal sealed record RedrivePreviewAnswer(
    bool DryRun, int Total, int HeldBack, int Orphaned, int Examined, IReadOnlyDictionary<string, int> RefusedAgain, string Order)
{
    public static RedrivePreviewAnswer Of(RedrivePreview preview) => new(
        true, preview.Total, preview.HeldBack, preview.Orphaned, preview.Examined, preview.RefusedAgain, RedriveRules.Order);
}

internal sealed record DiscardAnswer(int Discarded);
