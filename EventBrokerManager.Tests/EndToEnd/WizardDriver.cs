using System.Text.RegularExpressions;
using EventBrokerManager.Tests.Support.Services;
using Microsoft.Playwright;

namespace EventBrokerManager.Tests.EndToEnd;

/// <summary>A Technical Contact who makes a bridge in the browser, by what stands on the pages.</summary>
internal static class WizardDriver
{
    /// <summary>From the sign-in page to <c>Start</c>, until the page of the bridge says that it runs.</summary>
    /// <returns>The bridge's id.</returns>
    public static async Task<string> StartBridgeAsync(AppProcess app, string name, IReadOnlyList<Carries> connections)
    {
        await using var browser = await BrowserFixture.OpenAsync(app.Address);
        var page = browser.Page;
        await page.GotoAsync("/login");
        await Button(page, "Tess").ClickAsync();
        await page.Locator("[data-interactive=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await browser.GoToInteractiveAsync("/bridges/new");

        await page.GetByRole(AriaRole.Radio, new() { Name = "AWS SQS" }).CheckAsync();
        await NextAsync(page);
        await page.GetByLabel("Space", new() { Exact = true }).SelectOptionAsync(Portal.Space);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Region", new() { Exact = true }).FillAsync("eu-central-1");
        await page.GetByLabel("New events", new() { Exact = true }).CheckAsync();
        await NextAsync(page);

        await Button(page, "Add business events").ClickAsync();
        foreach (var connection in connections)
            await page.GetByRole(AriaRole.Checkbox, new() { Name = $"{connection.Event} of {connection.Event}" }).CheckAsync();
        await Button(page, $"Add {connections.Count} events").ClickAsync();
        foreach (var connection in connections)
        {
            var field = page.GetByLabel($"{connection.Event} {(connection.ToQueue ? "to" : "from")} SQS", new() { Exact = true });
            await field.FillAsync(connection.Queue);
            var kind = connection.Queue.EndsWith(".fifo", StringComparison.Ordinal) ? "FIFO queue: order kept per key" : "Standard queue";
            await Assertions.Expect(field.Locator("xpath=../..")).ToContainTextAsync(kind);
        }

        await NextAsync(page);
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "I have added these statements to the" }).CheckAsync();
        await Button(page, "Start").ClickAsync();
        await page.WaitForURLAsync(new Regex("/bridges/[0-9a-f]{32}"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".bridge-head")).ToContainTextAsync("Running", new() { Timeout = 60_000 });
        Assert.Empty(browser.ForeignRequests);
        Assert.Empty(browser.Errors);
        return Regex.Match(page.Url, "[0-9a-f]{32}").Value;
    }

    private static Task NextAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Next") }).ClickAsync();

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
