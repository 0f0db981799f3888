using EventBrokerManager.Bridges;
using EventBrokerManager.Broker;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace EventBrokerManager.Components.Layout;

/// <summary>The list of pages. Bridges that failed or retry are counted beside theirs; the chosen space goes along.</summary>
public sealed partial class NavMenu : IDisposable
{
    private IDisposable? _subscription;
    private int _failed;
    private int _trouble;

    [SupplyParameterFromQuery(Name = "space")]
    public string? Space { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IBridgeMonitor Monitor { get; init; }

    [Inject]
    public required IBroker Broker { get; init; }

    [Inject]
    public required IHostEnvironment Environment { get; init; }

    private string BadgeTitle => $"{_failed} failed, {_trouble - _failed} retrying";

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _subscription?.Dispose();
    }

    protected override void OnInitialized()
    {
        Navigation.LocationChanged += OnLocationChanged;
        Count();
        _subscription = Monitor.Subscribe(() => _ = InvokeAsync(() =>
        {
            var before = (_failed, _trouble);
            Count();
            if (before != (_failed, _trouble))
                StateHasChanged();
        }));
    }

    private void Count()
    {
        var all = Monitor.All();
        _failed = all.Count(s => s.State == BridgeState.Failed);
        _trouble = all.Count(Format.IsTrouble);
    }

    private bool IsCurrent(PortalPage page)
    {
        var path = new Uri(Navigation.Uri).AbsolutePath;
        return path == page.Path || (page.Path != "/" && path.StartsWith(page.Path + "/", StringComparison.Ordinal));
    }

    private string HrefOf(PortalPage page) =>
        page.KnowsSpaces && Space is not null ? $"{page.Path}?space={Uri.EscapeDataString(Space)}" : page.Path;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(StateHasChanged);
}
