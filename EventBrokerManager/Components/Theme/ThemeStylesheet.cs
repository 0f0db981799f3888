using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace EventBrokerManager.Components.Theme;

/// <summary>
/// Both palettes as one stylesheet, served as <c>/theme.css</c>. MudBlazor's theme provider would write a <c>style</c> element
/// into every page, which a strict Content-Security-Policy forbids, and would know the palette only after the first paint.
/// </summary>
public sealed partial class ThemeStylesheet(IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    private readonly Lazy<Task<string>> _css = new(() => RenderAsync(scopes, loggers));

    /// <summary>The stylesheet, rendered once. Light unless <c>data-theme</c> on the root, or else the system, says dark.</summary>
    public Task<string> CssAsync() => _css.Value;

    private static async Task<string> RenderAsync(IServiceScopeFactory scopes, ILoggerFactory loggers)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        var light = await PaletteAsync(renderer, ":root", dark: false);
        var systemDark = await PaletteAsync(renderer, ":root:not([data-theme=light])", dark: true);
        var dark = await PaletteAsync(renderer, ":root[data-theme=dark]", dark: true);
        return $$"""
            {{light}}
            :root { color-scheme: light dark }
            @media (prefers-color-scheme: dark) { {{systemDark}} }
            {{dark}}
            :root[data-theme=light] { color-scheme: light }
            :root[data-theme=dark] { color-scheme: dark }
            """;
    }

    private static Task<string> PaletteAsync(HtmlRenderer renderer, string selector, bool dark) =>
        renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(MudThemeProvider.Theme)] = PortalTheme.Create(selector),
                [nameof(MudThemeProvider.IsDarkMode)] = dark,
                [nameof(MudThemeProvider.DefaultScrollbar)] = true,
            });
            var rendered = await renderer.RenderComponentAsync<MudThemeProvider>(parameters);
            return string.Join('\n', StyleElements().Matches(rendered.ToHtmlString()).Select(m => m.Groups[1].Value));
        });

    [GeneratedRegex("<style[^>]*>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElements();
}
