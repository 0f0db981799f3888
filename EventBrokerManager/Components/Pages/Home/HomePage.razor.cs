using EventBrokerManager.Bridges;
using EventBrokerManager.Broker;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Home;

/// <summary>What flows where, now; what is broken, and whose move it is.</summary>
public sealed partial class HomePage
{
    private static readonly TimeSpan DefinitionsAge = TimeSpan.FromSeconds(5);
    private IReadOnlyList<SpaceDetails> _spaces = [];
    private IReadOnlyList<ServiceDetails> _services = [];
    private IReadOnlyList<ChannelDetails> _channels = [];
    private IReadOnlyList<BridgeDetails> _bridges = [];
    private IReadOnlyList<BridgeDetails> _shownBridges = [];
    private IReadOnlyList<(string Space, LandscapeGraph Graph)> _graphs = [];
    private DateTimeOffset _loaded;

    [SupplyParameterFromQuery(Name = "space")]
    public string? Space { get; set; }

    [Inject]
    public required ILandscape Landscape { get; init; }

    [Inject]
    public required IBridgeService Bridges { get; init; }

    [Inject]
    public required IBridgeMonitor Monitor { get; init; }

    [Inject]
    public required IBroker Broker { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>Of the chosen space, or of all.</summary>
    private string Summary
    {
        get
        {
            var events = _channels.Where(c => Space is null || c.Space == Space).Select(c => c.EventId).Distinct().Count();
            var rate = Format.Rate(_shownBridges.Sum(b => b.Status.PerSecond));
            return $"{Format.Of(events, "event")} · {Format.Of(_shownBridges.Count, "bridge")} · {rate} events/s";
        }
    }

    private string NoBridgeText => Actor.Is(Role.TechnicalContact)
        ? "A bridge carries events between Kafka and a queue outside. Three steps, and events flow."
        : $"A bridge carries events between Kafka and a queue outside. Making one needs the role {Role.TechnicalContact.Display()}.";

    protected override async Task OnInitializedAsync()
    {
        await ReloadAsync();
        Follow(Monitor, RefreshAsync);
    }

    protected override void OnParametersSet() => Draw();

    private async Task ReloadAsync()
    {
        await LoadAsync(async (actor, gone) =>
        {
            _spaces = await Landscape.SpacesAsync(actor, gone);
            _services = await Landscape.ServicesAsync(actor, gone);
            _channels = await Landscape.ChannelsAsync(actor, withOffsets: false, gone);
            _bridges = await Bridges.ListAsync(actor, gone);
        });
        _loaded = Time.GetUtcNow();
        Draw();
    }

    /// <summary>States come from memory each time; definitions are read again when they are some seconds old.</summary>
    private async Task RefreshAsync()
    {
        if (Time.GetUtcNow() - _loaded > DefinitionsAge)
        {
            await ReloadAsync();
            return;
        }

        _bridges = [.. _bridges.Select(b => b with { Status = Monitor.Get(b.Id) })];
        Draw();
    }

    private void Draw()
    {
        _shownBridges = [.. _bridges.Where(b => Space is null || b.Space == Space)];
        _graphs =
        [
            .. _spaces
                .Where(s => Space is null ? s.Channels > 0 || s.Bridges > 0 : s.Name == Space)
                .OrderByDescending(s => _bridges.Count(b => b.Space == s.Name && b.Status.State != BridgeState.Stopped))
                .Select(s => (s.Name, LandscapeGraph.Of(s.Name, _services, _channels, _bridges))),
        ];
    }

    private IReadOnlyList<LandscapeProblem> WhatIsBroken() =>
        LandscapeProblem.Of(Broker.Health, _shownBridges, [.. _channels.Where(c => Space is null || c.Space == Space)]);
}
