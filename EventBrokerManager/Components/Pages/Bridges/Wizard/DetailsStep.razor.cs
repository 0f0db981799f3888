using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Bridges.Drafts;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Bridges.Wizard;

/// <summary>Space, name, region, and where to begin.</summary>
public sealed partial class DetailsStep
{
    [Parameter, EditorRequired]
    public WizardDraft Draft { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<SpaceDetails> Spaces { get; set; } = [];

    /// <summary>With the events that Kafka keeps; null until Kafka has answered.</summary>
    [Parameter]
    public IReadOnlyList<ChannelDetails>? Channels { get; set; }

    /// <summary>The region offered first, or null.</summary>
    [Parameter]
    public string? PreferredRegion { get; set; }

    /// <summary>What is wrong with a field, once it may be said.</summary>
    [Parameter, EditorRequired]
    public Func<string, string?> Shown { get; set; } = _ => null;

    [Parameter]
    public EventCallback OnChange { get; set; }

    /// <summary>The person has left a field; from then on its problem is shown.</summary>
    [Parameter]
    public EventCallback<string> OnTouch { get; set; }

    private IEnumerable<AwsRegion> Regions => AwsRegions.All.OrderBy(r => r.Code == PreferredRegion ? 0 : 1);

    private SpaceDetails? Space => Spaces.FirstOrDefault(s => s.Id.Hex() == Draft.Space);

    private string AboutSpace
    {
        get
        {
            if (Space is not { } space)
                return "Who can exchange events with whom. The bridge carries events of this space only.";
            var environments = space.Environments.Count == 0 ? "no environments" : string.Join(", ", space.Environments);
            return $"{Format.Of(space.Channels, "channel")}, {Format.Of(space.Bridges, "bridge")}; {environments}.";
        }
    }

    private string AboutEarliest
    {
        get
        {
            if (Space is not { } space || Channels is null)
                return "Everything that Kafka still keeps of the chosen events, then the new ones.";
            var channels = Channels.Where(c => c.SpaceId == space.Id).ToList();
            if (channels.Exists(c => c.Retained is null))
                return "Everything that Kafka still keeps of the chosen events; how many those are is not known, because Kafka does not answer.";
            return channels.Count == 0
                ? $"{space.Name} keeps no events yet."
                : $"Of the chosen events, then the new ones. {space.Name} keeps {Format.Of(channels.Sum(c => c.Retained ?? 0), "event")} now, in {Format.Of(channels.Count, "channel")}.";
        }
    }

    private string? Invalid(string field) => Shown(field) is null ? null : "true";

    private Task SetAsync(Action set)
    {
        set();
        return OnChange.InvokeAsync();
    }

    // A city, or a code in capitals, becomes the code.
    private async Task RegionEnteredAsync(ChangeEventArgs change)
    {
        var text = change.Value?.ToString()?.Trim() ?? "";
        var found = AwsRegions.All.Where(r => r.Code.Equals(text, StringComparison.OrdinalIgnoreCase)).ToList();
        if (found.Count == 0 && text.Length > 2)
            found = [.. AwsRegions.All.Where(r => r.City.StartsWith(text, StringComparison.OrdinalIgnoreCase))];
        Draft.Region = found.Count == 1 ? found[0].Code : text;
        await OnTouch.InvokeAsync("region");
        await OnChange.InvokeAsync();
    }
}
