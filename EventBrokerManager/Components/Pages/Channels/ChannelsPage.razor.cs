using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Channels;

/// <summary>Where each event lives in Kafka, and whether anything is wrong there.</summary>
public sealed partial class ChannelsPage
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(10);
    private IReadOnlyList<ChannelDetails> _channels = [];
    private IReadOnlyList<string> _spaces = [];
    private List<ChannelDetails> _rows = [];
    private bool _creating;

    [SupplyParameterFromQuery(Name = "search")]
    public string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "space")]
    public string? Space { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    /// <summary>True opens the dialog, for a link that creates.</summary>
    [SupplyParameterFromQuery(Name = "create")]
    public bool Create { get; set; }

    [Inject]
    public required ILandscape Landscape { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private string NoChannelText => Actor.Is(Role.TechnicalContact)
        ? "A channel is where one event lives in one space: a Kafka topic. Bridges make theirs; you can also make one now."
        : $"A channel is where one event lives in one space: a Kafka topic. Making one needs the role {Role.TechnicalContact.Display()}.";

    protected override async Task OnInitializedAsync()
    {
        await ReloadAsync();
        if (RendererInfo.IsInteractive)
            Repeat(Refresh, Time, ReloadWithOffsetsAsync);
    }

    protected override void OnParametersSet()
    {
        Filter();
        if (!Create)
            return;
        _creating = RendererInfo.IsInteractive;
        if (_creating)
            SetQuery("create", null);
    }

    /// <summary>The table stands before Kafka is asked, which may take its time.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await ReloadWithOffsetsAsync();
        StateHasChanged();
    }

    private static string BridgesHref(ChannelDetails row) => row.Bridges.Count == 1
        ? Links.Bridges(row.Bridges[0])
        : Links.Bridges(row.Event, row.Space);

    private Task ReloadAsync() => ReloadAsync(withOffsets: false);

    private Task ReloadWithOffsetsAsync() => ReloadAsync(withOffsets: true);

    private async Task ReloadAsync(bool withOffsets)
    {
        await LoadAsync(async (actor, gone) =>
        {
            _channels = await Landscape.ChannelsAsync(actor, withOffsets, gone);
            _spaces = [.. (await Landscape.SpacesAsync(actor, gone)).Select(s => s.Name)];
        });
        Filter();
    }

    private void Filter() => _rows = ChannelSearch.Find(_channels, Search, Space, Sort);

    private void OpenCreate() => _creating = true;

    private async Task OnCreated(ChannelDetails channel)
    {
        Toasts.Done($"{channel.Event} has a channel in {channel.Space}.");
        await ReloadWithOffsetsAsync();
    }
}
