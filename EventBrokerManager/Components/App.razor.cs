using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace EventBrokerManager.Components;

/// <summary>The document around every page. Pages outside interactive routing, such as the sign-in, are rendered statically.</summary>
public sealed partial class App
{
    [CascadingParameter]
    public required HttpContext HttpContext { get; init; }

    private IComponentRenderMode? PageMode => HttpContext.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    /// <summary>The person's choice; without one, the system's preference decides.</summary>
    private string? Theme => HttpContext.Request.Cookies["theme"] is "light" or "dark" ? HttpContext.Request.Cookies["theme"] : null;
}
