using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace EventBrokerManager.Components.Shared;

/// <summary>
/// A modal over the browser's own <c>dialog</c>: the focus stays inside and Escape closes it without a round trip.
/// MudBlazor's popovers open beneath it; use plain fields and selects inside.
/// </summary>
public sealed partial class Dialog : IAsyncDisposable
{
    private readonly string _titleId = $"dialog-{Guid.NewGuid():N}";
    private ElementReference _element;
    private IJSObjectReference? _script;
    private bool _shown;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter, EditorRequired]
    public bool Open { get; set; }

    [Parameter]
    public EventCallback<bool> OpenChanged { get; set; }

    [Parameter]
    public bool Wide { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>The buttons; the last is the one that goes on.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }

    [Inject]
    public required IJSRuntime Js { get; init; }

    public async ValueTask DisposeAsync()
    {
        if (_script is null)
            return;
        try
        {
            await _script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser went first.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Open == _shown)
            return;
        _shown = Open;
        _script ??= await Js.InvokeAsync<IJSObjectReference>("import", "./js/dialog.js");
        await _script.InvokeVoidAsync(Open ? "show" : "close", _element);
    }

    private async Task OnClosed()
    {
        _shown = false;
        if (Open)
            await OpenChanged.InvokeAsync(false);
    }
}
