using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.EndToEnd;

/// <summary>The product as a process of its own.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Kill9_StartsAgainWithTheSameData()
    {
        await using var app = await AppProcess.StartAsync();
        await app.Process.WaitForLineAsync(line => line == $"Event Broker Manager listens on {app.Address}", TimeSpan.FromSeconds(15));
        using var sqs = LocalQueues.LocalQueuesHost.ClientOf(app.Address);
        var url = (await sqs.CreateQueueAsync("kept")).QueueUrl;
        await app.KillAsync();
        await app.RestartAsync();
        Assert.Equal(url, (await sqs.GetQueueUrlAsync("kept")).QueueUrl);
        Assert.Equal(0, await app.StopAsync());
    }

    [SkippableFact]
    public async Task SignIn_TheBrowserTalksToOurOriginOnly()
    {
        await using var app = await AppProcess.StartAsync();
        await using var browser = await BrowserFixture.OpenAsync(app.Address);
        await browser.Page.GotoAsync("/login");
        await browser.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Tess" }).ClickAsync();
        await browser.Page.Locator("[data-interactive=true]").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        Assert.Equal($"{app.Address}/", browser.Page.Url);
        Assert.Empty(browser.ForeignRequests);
        Assert.Empty(browser.Errors);
    }
}
