using EventBrokerManager.Tests.Support.Services;
using Microsoft.Playwright;

namespace EventBrokerManager.Tests.Screenshots;

/// <summary>
/// Takes the pictures of the documentation. No test of its own, so it stands among them only where the build is asked for it:
/// <c>scripts/screenshots.sh</c>.
/// </summary>
public sealed class ScreenshotTests
{
    private const string Host = "https://sqs.eu-central-1.amazonaws.com/123456789012";
    private const string Out = "kafkaToTarget";
    private const string In = "targetToKafka";

    private static readonly string Folder = Path.Combine(TestPlace.Repository, "docs", "images");

#if SCREENSHOTS
    [SkippableFact]
#endif
    public async Task TakeAll()
    {
        Directory.CreateDirectory(Folder);
        var clock = new CatchingUpClock(TimeSpan.FromMinutes(66), speed: 22);
        await using var product = await DemoProduct.StartAsync(clock);
        using var partner = new DemoPartner(product, clock);
        using var stop = new CancellationTokenSource();
        await partner.CreateQueuesAsync("payments", "invoices", "customers.fifo", "orders-acceptance");
        var bridges = await BridgesAsync(product);
        var working = partner.WorkAsync(stop.Token);
        await Eventually.IsAsync(() => Task.FromResult(clock.HasCaughtUp), caughtUp => caughtUp, TimeSpan.FromMinutes(5), "the hour before");
        await Task.Delay(TimeSpan.FromSeconds(15));

        await using (var light = await Camera.OpenAsync(product.Address, Folder, ColorScheme.Light))
        {
            await light.Page.GotoAsync("/login");
            await light.TakeAsync("login");
            await light.SignInAsync("Tess");
            await PagesAsync(light, bridges);
            await WizardAsync(light);
        }

        await using (var dark = await Camera.OpenAsync(product.Address, Folder, ColorScheme.Dark))
        {
            await dark.Page.GotoAsync("/login");
            await dark.SignInAsync("Tess");
            await dark.TakeAsync("/", "landscape-dark");
            await dark.TakeAsync("/bridges", "bridges-dark");
            await dark.TakeAsync($"/bridges/{bridges.Orders}", "bridge-dark");
        }

        await stop.CancelAsync();
        await working;
    }

    private sealed record Made(string Orders, string Payments, string Stock);

    /// <summary>One that runs both ways, one with dead letters, one whose queue is missing, one that is stopped, one that is simply well.</summary>
    private static async Task<Made> BridgesAsync(DemoProduct product)
    {
        var orders = await product.BridgeAsync("webshop-orders", "Production", ("OrderPlaced", Out, "orders"), ("OrderShipped", In, "shipments.fifo"));
        var payments = await product.BridgeAsync("billing-payments", "Production", ("InvoiceIssued", Out, "invoices"), ("PaymentReceived", In, "payments"));
        var stock = await product.BridgeAsync("warehouse-stock", "Production", ("StockChanged", Out, "stock-levels"));
        var customers = await product.BridgeAsync("new-customers", "Production", ("CustomerRegistered", Out, "customers.fifo"));
        await product.BridgeAsync("orders-rehearsal", "Acceptance", ("OrderPlaced", Out, "orders-acceptance"));
        foreach (var bridge in new[] { orders, payments, stock, customers })
            await product.TellAsync(bridge, "start");
        return new Made(orders, payments, stock);
    }

    private static async Task PagesAsync(Camera camera, Made bridges)
    {
        await camera.TakeAsync("/", "landscape");
        await camera.TakeAsync("/bridges", "bridges");
        await camera.TakeAsync($"/bridges/{bridges.Orders}", "bridge");
        await camera.TakeAsync($"/bridges/{bridges.Stock}", "bridge-failed");
        await camera.TakeAsync($"/bridges/{bridges.Stock}?tab=history", "bridge-history");
        await camera.TakeAsync($"/bridges/{bridges.Payments}?tab=dead-letters", "bridge-dead-letters");
        await camera.Page.GetByRole(AriaRole.Button, new() { Name = "Show the content of" }).First.ClickAsync();
        await camera.TakeAsync("bridge-dead-letter");
        await camera.TakeAsync("/dead-letters", "dead-letters");
        await camera.Page.GetByRole(AriaRole.Button, new() { Name = "Send again A required attribute" }).First.ClickAsync();
        await camera.Page.Locator(".outcome").WaitForAsync();
        await camera.TakeAsync("dead-letters-redrive");
        await camera.TakeAsync("/events", "events");
        await camera.TakeAsync("/channels?space=Production", "channels");
        await camera.TakeAsync("/spaces", "spaces");
        await camera.TakeAsync("/local-queues?queue=customers.fifo", "local-queues");
    }

    private static async Task WizardAsync(Camera camera)
    {
        var page = camera.Page;
        await camera.TakeAsync("/bridges/new", "wizard-service");
        await page.GetByRole(AriaRole.Radio, new() { Name = "AWS SQS" }).CheckAsync();
        await NextAsync(page, "Details");
        await page.GetByLabel("Space", new() { Exact = true }).Last.SelectOptionAsync("Production");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("parcels");
        await camera.TakeAsync("wizard-details");
        await NextAsync(page, "Events");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add business events" }).ClickAsync();
        await page.GetByLabel("Search business events", new() { Exact = true }).FillAsync("order");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "ParcelPacked" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "OrderCancelled" }).CheckAsync();
        await camera.TakeAsync("wizard-picker");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add 2 events" }).ClickAsync();
        await page.GetByLabel("ParcelPacked to SQS").FillAsync($"{Host}/parcels.fifo");
        await page.GetByLabel("OrderCancelled to SQS").FillAsync($"{Host}/cancellations");
        await page.GetByLabel("OrderCancelled from SQS").FillAsync("https://sqs.eu-west-1.amazonaws.com/123456789012/cancelled-by-carrier");
        await page.GetByLabel("OrderCancelled from SQS").BlurAsync();
        await Assertions.Expect(page.GetByText("This queue is in eu-west-1")).ToBeVisibleAsync();
        await camera.TakeAsync("wizard-events");
        await page.GetByLabel("OrderCancelled from SQS").FillAsync($"{Host}/cancelled-by-carrier");
        await page.GetByLabel("OrderCancelled from SQS").BlurAsync();
        await Assertions.Expect(page.GetByText("This queue is in eu-west-1")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Let the bridge use your queues" }).WaitForAsync();
        await page.GetByLabel("Statement for").First.WaitForAsync();
        await camera.TakeAsync("wizard-policy");
    }

    private static async Task NextAsync(IPage page, string step)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Assertions.Expect(page.Locator("[aria-current=step]")).ToContainTextAsync(step);
    }
}
