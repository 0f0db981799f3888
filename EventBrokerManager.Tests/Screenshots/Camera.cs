using EventBrokerManager.Tests.Support.Services;
using Microsoft.Playwright;

namespace EventBrokerManager.Tests.Screenshots;

/// <summary>A window of one size in which somebody is signed in, and where its pictures go.</summary>
internal sealed class Camera(BrowserSession session, string folder) : IAsyncDisposable
{
    private const int Width = 1360;
    private const int Height = 800;

    public IPage Page => session.Page;

    public static async Task<Camera> OpenAsync(string address, string folder, ColorScheme scheme)
    {
        var session = await BrowserFixture.OpenAsync(address, new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = Width, Height = Height },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        return new Camera(session, folder);
    }

    public async Task SignInAsync(string person)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = person, Exact = true }).ClickAsync();
        await Page.Locator("[data-interactive=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    public async Task TakeAsync(string path, string name)
    {
        await session.GoToInteractiveAsync(path);
        await TakeAsync(name);
    }

    /// <summary>Takes the page as it is, once nothing loads any more.</summary>
    public async Task TakeAsync(string name)
    {
        await Assertions.Expect(Page.Locator(".skeleton")).ToHaveCountAsync(0);
        await Page.Mouse.MoveAsync(Width - 1, Height - 1);
        // Behind the last message of the server and the browser's own drawing.
        await Page.WaitForTimeoutAsync(400);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
