using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Shared;

/// <summary>A search field that answers while typing and keeps its text in the address, so that a search can be shared.</summary>
public sealed partial class SearchBox : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource _gone = new();
    private string? _text;
    private string? _sent;
    private int _edits;

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Placeholder { get; set; }

    /// <summary>The text as it stands in the address.</summary>
    [Parameter]
    public string? Value { get; set; }

    /// <summary>The name of the value in the address.</summary>
    [Parameter]
    public string Name { get; set; } = "search";

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>Takes the address's text, unless the person typed on meanwhile.</summary>
    protected override void OnParametersSet()
    {
        if (Value != _sent)
            _text = _sent = Value;
    }

    private async Task OnInput(ChangeEventArgs change)
    {
        _text = change.Value?.ToString();
        var edit = ++_edits;
        try
        {
            await Task.Delay(Pause, Time, _gone.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (edit != _edits)
            return;
        _sent = string.IsNullOrWhiteSpace(_text) ? null : _text.Trim();
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(Name, _sent), replace: true);
    }
}
