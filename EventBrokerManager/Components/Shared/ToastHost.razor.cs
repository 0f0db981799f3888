using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Shared;

/// <summary>Shows the circuit's <see cref="Shared.Toasts"/>; what was done leaves by itself after six seconds, problems stay.</summary>
public sealed partial class ToastHost : IDisposable
{
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(6);
    private readonly CancellationTokenSource _gone = new();
    private int _seen;

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    public void Dispose()
    {
        Toasts.Changed -= OnChanged;
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override void OnInitialized() => Toasts.Changed += OnChanged;

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        foreach (var toast in Toasts.Items.Where(t => t.Id > _seen && t.Kind == ToastKind.Done).ToList())
            _ = CloseLaterAsync(toast.Id);
        _seen = Toasts.Items.Count == 0 ? _seen : Math.Max(_seen, Toasts.Items.Max(t => t.Id));
        StateHasChanged();
    });

    private async Task CloseLaterAsync(int id)
    {
        try
        {
            await Task.Delay(Stay, Time, _gone.Token);
            Toasts.Close(id);
        }
        catch (OperationCanceledException)
        {
            // The page is gone, and the message with it.
        }
    }
}
