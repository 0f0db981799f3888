using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>Chromium, one for the whole run: <c>EBM_CHROMIUM</c>, else <c>/usr/bin/chromium</c>. Nothing is downloaded.</summary>
public static class BrowserFixture
{
    private static readonly SharedService<IBrowser> Shared = new(LaunchAsync);

    /// <summary>A window with cookies and storage of its own.</summary>
    public static async Task<BrowserSession> OpenAsync(string address, BrowserNewContextOptions? options = null)
    {
        options = new BrowserNewContextOptions(options ?? new()) { BaseURL = address };
        var context = await (await Shared.GetAsync()).NewContextAsync(options);
        return await BrowserSession.OpenAsync(context, new Uri(address));
    }

    private static async Task<IBrowser> LaunchAsync()
    {
        var program = Environment.GetEnvironmentVariable("EBM_CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";
        if (!File.Exists(program))
            TestPlace.Missing($"There is no Chromium at {program}; name another place in EBM_CHROMIUM.");
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args =
            [
                "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
                "--disable-dev-shm-usage",
            ],
        });
    }
}

/// <summary>One window. What it asks of any other origin is not let through, and remembered.</summary>
public sealed class BrowserSession : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _foreign = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private BrowserSession(IBrowserContext context, IPage page) => (Context, Page) = (context, page);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Requests to other origins than the product's.</summary>
    public IReadOnlyCollection<string> ForeignRequests => _foreign;

    /// <summary>Errors in the browser's console, and scripts that failed.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Goes to a page, and waits until it answers to clicks.</summary>
    public async Task GoToInteractiveAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.Locator("[data-interactive=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();

    internal static async Task<BrowserSession> OpenAsync(IBrowserContext context, Uri origin)
    {
        var session = new BrowserSession(context, await context.NewPageAsync());
        await context.RouteAsync("**/*", async route =>
        {
            var url = new Uri(route.Request.Url);
            if (url.Scheme is "data" or "blob" or "about" || (url.Host == origin.Host && url.Port == origin.Port))
            {
                await route.ContinueAsync();
                return;
            }
            session._foreign.Enqueue(route.Request.Url);
            await route.AbortAsync();
        });
        session.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
                session._errors.Enqueue(message.Text);
        };
        session.Page.PageError += (_, problem) => session._errors.Enqueue(problem);
        return session;
    }
}
