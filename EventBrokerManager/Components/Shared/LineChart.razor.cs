using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Shared;

/// <summary>A value over time as a line, with axes, unit and read-out by pointer or arrow keys.</summary>
public sealed partial class LineChart
{
    private ChartScale _scale = new([]);

    /// <summary>What is drawn, with its unit: <c>Events per second</c>.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The unit of a value in the read-out: <c>events/s</c>.</summary>
    [Parameter, EditorRequired]
    public string Unit { get; set; } = "";

    /// <summary>Oldest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartPoint> Points { get; set; } = [];

    private string Label => Points.Count == 0
        ? $"{Title}: nothing yet"
        : $"{Title}: now {Format.Rate(Points[^1].Value)}, at most {Format.Rate(Points.Max(p => p.Value))} {Unit}";

    private string ReadOut => JsonSerializer.Serialize(_scale.Drawn.Select(d =>
        new object[] { Math.Round(d.X, 1), Math.Round(d.Y, 1), Iso(d.Point.At), $"{Format.Rate(d.Point.Value)} {Unit}" }));

    protected override void OnParametersSet() => _scale = new ChartScale(Points);

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
