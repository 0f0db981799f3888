using System.Globalization;
using EventBrokerManager.Bridges.Engine;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Components.Shared;

/// <summary>How numbers, times and states are written for people, the same everywhere.</summary>
public static class Format
{
    /// <summary><c>1,204,381</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>As <see cref="Count(long)"/>; a dash where it cannot be known.</summary>
    public static string Count(long? value) => value is { } known ? Count(known) : "–";

    /// <summary>Events per second without the unit: whole from ten on, one decimal below, <c>&lt; 0.1</c> for a trickle.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        <= 0 => "0",
        < 0.1 => "< 0.1",
        < 9.95 => perSecond.ToString("0.#", CultureInfo.InvariantCulture),
        _ => perSecond.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary><c>1 event</c>, <c>2 events</c>.</summary>
    public static string Of(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>Bytes with a binary unit: <c>512 B</c>, <c>1.5 KiB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.#} GiB"),
    };

    /// <summary>The largest whole unit: <c>2 s</c>, <c>3 min</c>, <c>5 h</c>, <c>12 d</c>. The browser's script writes the same.</summary>
    public static string Duration(TimeSpan span) => span.TotalSeconds switch
    {
        < 0 => "now",
        < 60 => $"{(long)span.TotalSeconds} s",
        < 3600 => $"{(long)span.TotalMinutes} min",
        < 86400 => $"{(long)span.TotalHours} h",
        _ => $"{(long)span.TotalDays} d",
    };

    /// <summary>The middle of a long id left out: <c>businessev…4f2a</c>.</summary>
    public static string Short(string id, int head = 8, int tail = 4) =>
        id.Length <= head + tail + 1 ? id : $"{id[..head]}…{id[^tail..]}";

    /// <summary>The class that gives a state its colour.</summary>
    public static string CssOf(BridgeState state) => state switch
    {
        BridgeState.Running => "run",
        BridgeState.Retrying => "ret",
        BridgeState.Failed => "fai",
        BridgeState.Stopped => "idl",
        _ => "act",
    };

    /// <summary>The last part of a target's address: a queue's name.</summary>
    public static string TargetName(string target) => target[(target.LastIndexOf('/') + 1)..];

    /// <summary>Failed and Retrying: what wants to be seen first.</summary>
    public static bool IsTrouble(BridgeStatus status) => status.State is BridgeState.Failed or BridgeState.Retrying;
}
