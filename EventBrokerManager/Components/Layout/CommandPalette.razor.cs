using EventBrokerManager.Bridges;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Layout;

/// <summary>Search over everything. The script opens and steers it; what can be found is loaded once per opening.</summary>
public sealed partial class CommandPalette
{
    private IReadOnlyList<PaletteItem>? _all;
    private List<PaletteItem> _found = [];
    private string _text = "";
    private string? _problem;

    [Inject]
    public required ILandscape Landscape { get; init; }

    [Inject]
    public required IBridgeService Bridges { get; init; }

    [Inject]
    public required ActorAccess Actors { get; init; }

    [Inject]
    public required IHostEnvironment Environment { get; init; }

    private async Task Search(ChangeEventArgs change)
    {
        _text = change.Value?.ToString()?.Trim() ?? "";
        _all ??= await LoadAsync();
        _found = PaletteItem.Find(_all, _text);
    }

    private void Forget()
    {
        _all = null;
        _found = [];
    }

    private async Task<IReadOnlyList<PaletteItem>> LoadAsync()
    {
        List<PaletteItem> commands = [];
        try
        {
            _problem = null;
            var actor = await Actors.GetAsync();
            commands = PaletteItem.Commands(actor, Environment.IsDevelopment());
            return
            [
                .. commands,
                .. PaletteItem.Of(await Bridges.ListAsync(actor, CancellationToken.None)),
                .. PaletteItem.Of(await Landscape.ServicesAsync(actor, CancellationToken.None)),
                .. PaletteItem.Of(await Landscape.ChannelsAsync(actor, withOffsets: false, CancellationToken.None)),
                .. PaletteItem.Of(await Landscape.SpacesAsync(actor, CancellationToken.None)),
            ];
        }
        catch (RefusedException refused)
        {
            _problem = refused.Message;
            return commands;
        }
    }
}
