using EventBrokerManager.Components;
using EventBrokerManager.Components.Theme;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace EventBrokerManager.Tests.Components.Theme;

public sealed class ThemeStylesheetTests
{
    [Fact]
    public async Task Css_BothPalettes_ScopedToTheChoice_NoMarkup()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddPortal();
        await using var app = builder.Build();

        var css = await app.Services.GetRequiredService<ThemeStylesheet>().CssAsync();

        Assert.DoesNotContain('<', css);
        Assert.Contains("--mud-palette-primary: rgba(29,95,191,1)", css);
        var dark = css.IndexOf(":root[data-theme=dark]", StringComparison.Ordinal);
        Assert.True(dark > 0);
        Assert.Contains("--mud-palette-primary: rgba(125,178,255,1)", css[dark..]);
        Assert.Contains("@media (prefers-color-scheme: dark)", css);
        Assert.Equal(css.Count(c => c == '{'), css.Count(c => c == '}'));
    }
}
