namespace EventBrokerManager.Components.Shared;

public enum ToastKind
{
    /// <summary>Something was done.</summary>
    Done,

    /// <summary>Something was refused or failed; stays until it is closed.</summary>
    Problem,
}

public sealed record Toast(int Id, ToastKind Kind, string Text);

/// <summary>
/// Short messages at the edge of the page, one list per circuit. MudBlazor's snackbar writes <c>style</c> elements,
/// which the Content-Security-Policy forbids.
/// </summary>
public sealed class Toasts
{
    private const int Shown = 4;
    private readonly List<Toast> _items = [];
    private int _last;

    /// <summary>Oldest first; four at most, the oldest goes.</summary>
    public IReadOnlyList<Toast> Items => _items;

    public event Action? Changed;

    public void Done(string text) => Add(ToastKind.Done, text);

    public void Problem(string text) => Add(ToastKind.Problem, text);

    public void Close(int id)
    {
        if (_items.RemoveAll(t => t.Id == id) > 0)
            Changed?.Invoke();
    }

    private void Add(ToastKind kind, string text)
    {
        _items.RemoveAll(t => t.Kind == kind && t.Text == text);
        _items.Add(new Toast(++_last, kind, text));
        if (_items.Count > Shown)
            _items.RemoveAt(0);
        Changed?.Invoke();
    }
}
