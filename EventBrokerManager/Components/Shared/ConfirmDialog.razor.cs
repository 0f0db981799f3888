using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Shared;

/// <summary>Asks before something is taken away. The content says what will happen, and to how many.</summary>
public sealed partial class ConfirmDialog
{
    private readonly string _guardId = $"guard-{Guid.NewGuid():N}";
    private string _typed = "";

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter, EditorRequired]
    public bool Open { get; set; }

    [Parameter]
    public EventCallback<bool> OpenChanged { get; set; }

    /// <summary>The word on the button: <c>Delete the bridge</c>.</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    /// <summary>A name that must be typed first, for what cannot be undone.</summary>
    [Parameter]
    public string? Guard { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    [Parameter]
    public EventCallback OnConfirm { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private bool IsAllowed => Guard is null || _typed.Trim() == Guard;

    protected override void OnParametersSet()
    {
        if (!Open)
            _typed = "";
    }
}
