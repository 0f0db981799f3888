using System.Net;
using System.Net.Http.Headers;
using EventBrokerManager.LocalQueues;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace EventBrokerManager.Tests.LocalQueues;

/// <summary>What people get, and who gets nothing.</summary>
public sealed class LocalQueuesTests
{
    private static readonly Actor Tess = new("Tess", Role.TechnicalContact);

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void NotDevelopment_NothingIsRegistered(string environment)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment, Args = ["--LocalQueues:Enabled=true", "--Demo:Enabled=true"] });
        var before = builder.Services.Count;
        builder.Services.AddLocalQueues(builder.Environment);
        Assert.Equal(before, builder.Services.Count);
        builder.Build().MapLocalQueues();
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:80", HttpStatusCode.OK)]
    [InlineData("[::1]:5080", HttpStatusCode.OK)]
    [InlineData("attacker.example", HttpStatusCode.NotFound)]
    [InlineData("127.0.0.1.attacker.example", HttpStatusCode.NotFound)]
    [InlineData("localhost.attacker.example", HttpStatusCode.NotFound)]
    public async Task Host_OnlyLoopbackNames(string host, HttpStatusCode expected)
    {
        await using var queues = await LocalQueuesHost.StartAsync();
        Assert.Equal(expected, (await PostAsync(queues.Origin, "ListQueues", "{}", host)).StatusCode);
    }

    [Fact]
    public async Task Caller_FromElsewhere_IsNotAnswered()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development", Args = ["--urls=http://127.0.0.1:0"] });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new EventBrokerManager.Hosting.DataFolder(Directory.CreateTempSubdirectory("local-queues").FullName, ""));
        builder.Services.AddLocalQueues(builder.Environment);
        await using var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
            return next(context);
        });
        app.MapLocalQueues();
        await app.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(app.Urls.Single(), "ListQueues", "{}")).StatusCode);
    }

    [Theory]
    [InlineData("Nonsense", "{}", "InvalidAction")]
    [InlineData("ListQueues", "{", "MalformedInput")]
    [InlineData("CreateQueue", """{"QueueName":7}""", "MalformedInput")]
    [InlineData("CreateQueue", "[]", "MissingParameter")]
    [InlineData("SendMessage", """{"QueueUrl":"http://localhost/000000000000/orders","MessageBody":"\ud800"}""", "InvalidMessageContents")]
    [InlineData("SendMessage", """{"QueueUrl":"http://localhost/111111111111/orders","MessageBody":"x"}""", "AWS.SimpleQueueService.NonExistentQueue")]
    public async Task BadRequest_NamesItsCode(string action, string json, string code)
    {
        await using var queues = await LocalQueuesHost.StartAsync(demo: true);
        var answer = await PostAsync(queues.Origin, action, json);
        Assert.Equal((HttpStatusCode.BadRequest, $"{code};Sender"), (answer.StatusCode, answer.Headers.GetValues("x-amzn-query-error").Single()));
    }

    [Fact]
    public async Task Restart_QueuesAreThere_MessagesAreNot()
    {
        var folder = Directory.CreateTempSubdirectory("local-queues").FullName;
        await using (var before = await LocalQueuesHost.StartAsync(folder, demo: true))
        {
            before.Queues.Create(Tess, "mine.fifo", contentBasedDeduplication: true);
            before.Queues.Delete(Tess, "stock");
            await before.Client.SetQueueAttributesAsync($"{before.Origin}/000000000000/orders", new() { ["VisibilityTimeout"] = "5" });
            before.Queues.Send(Tess, "orders", new LocalMessageRequest("x", []));
        }
        await using var after = await LocalQueuesHost.StartAsync(folder, demo: true);
        Assert.Equal(["mine.fifo", "orders", "shipments.fifo"], after.Queues.List().Select(q => q.Name));
        Assert.True(after.Queues.Find("mine.fifo")!.ContentBasedDeduplication);
        Assert.Equal((TimeSpan.FromSeconds(5), 0), (after.Queues.Find("orders")!.VisibilityTimeout, after.Queues.Find("orders")!.Visible));
    }

    [Fact]
    public async Task UnreadableFile_BeginsEmpty_AndKeepsIt()
    {
        var folder = Directory.CreateTempSubdirectory("local-queues").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "local-queues.json"), "{ not json");
        await using var host = await LocalQueuesHost.StartAsync(folder, demo: true);
        Assert.Empty(host.Queues.List());
        Assert.True(File.Exists(Path.Combine(folder, "local-queues.json.unreadable")));
    }

    [Fact]
    public async Task Peek_ReceivesNothing()
    {
        await using var host = await LocalQueuesHost.StartAsync(demo: true);
        for (var n = 1; n <= 3; n++)
            host.Queues.Send(Tess, "orders", new LocalMessageRequest($"{n}", [new LocalAttribute("ce_id", "String", "1"), new LocalAttribute("bytes", "Binary", null, [1])]));
        var peeked = host.Queues.Peek("orders", 2);
        Assert.Equal(["1", "2"], peeked.Select(m => m.Body));
        Assert.Equal(["3"], host.Queues.Peek("orders", 2, peeked[^1].Number).Select(m => m.Body));
        Assert.Equal((3, 0, null), (host.Queues.Find("orders")!.Visible, peeked[0].ReceiveCount, peeked[0].HiddenUntil));
    }

    [Fact]
    public async Task Send_BreaksARule_RefusedWithTheRule()
    {
        await using var host = await LocalQueuesHost.StartAsync(demo: true);
        var refusal = Assert.Throws<RefusedException>(() => host.Queues.Send(Tess, "orders", new LocalMessageRequest("\uD800", [])));
        Assert.Equal(RefusalKind.Invalid, refusal.Kind);
        Assert.Equal(RefusalKind.NotFound, Assert.Throws<RefusedException>(() => host.Queues.Send(Tess, "none", new LocalMessageRequest("x", []))).Kind);
    }

    [Theory]
    [InlineData("", RefusalKind.Invalid)]
    [InlineData("a b", RefusalKind.Invalid)]
    [InlineData("orders", RefusalKind.Conflict)]
    public async Task Create_BadName_Refused(string name, RefusalKind kind)
    {
        await using var host = await LocalQueuesHost.StartAsync(demo: true);
        Assert.Equal(kind, Assert.Throws<RefusedException>(() => host.Queues.Create(Tess, name)).Kind);
    }

    [Fact]
    public async Task View_ChangesNothing()
    {
        await using var host = await LocalQueuesHost.StartAsync(demo: true);
        var vic = new Actor("Vic", Role.View);
        Action[] changes =
        [
            () => host.Queues.Create(vic, "new"), () => host.Queues.Send(vic, "orders", new LocalMessageRequest("x", [])),
            () => host.Queues.Purge(vic, "orders"), () => host.Queues.Delete(vic, "orders"),
        ];
        Assert.All(changes, change => Assert.Equal(RefusalKind.Forbidden, Assert.Throws<RefusedException>(change).Kind));
        Assert.Equal(3, host.Queues.List().Count);
    }

    [Fact]
    public async Task Subscribe_ToldOfAChange_UntilDisposed()
    {
        await using var host = await LocalQueuesHost.StartAsync(demo: true);
        var (told, silent) = (new TaskCompletionSource(), 0);
        host.Queues.Subscribe(() => silent++).Dispose();
        using (host.Queues.Subscribe(() => told.TrySetResult()))
        {
            await host.Client.SendMessageAsync($"{host.Origin}/000000000000/orders", "x");
            await told.Task.WaitAsync(TimeSpan.FromSeconds(15));
        }
        Assert.Equal(0, silent);
    }

    [Theory]
    [InlineData("http://localhost:5080", "http://localhost:5080")]
    [InlineData("http://0.0.0.0:80", "http://localhost:80")]
    [InlineData("http://[::]:5080", "http://localhost:5080")]
    [InlineData("http://[::1]:5080", "http://[::1]:5080")]
    [InlineData("https://localhost:5443;http://127.0.0.1:5080", "http://127.0.0.1:5080")]
    [InlineData("http://192.0.2.1:5080", null)]
    [InlineData("http://portal.example:5080", null)]
    public void Origin_OfBoundAddresses(string addresses, string? expected) =>
        Assert.Equal(expected, LoopbackOrigin.Of(addresses.Split(';')));

    private static async Task<HttpResponseMessage> PostAsync(string origin, string action, string json, string? host = null)
    {
        using var client = new HttpClient();
        var request = new HttpRequestMessage(HttpMethod.Post, origin) { Content = new StringContent(json, new MediaTypeHeaderValue("application/x-amz-json-1.0")) };
        request.Headers.Add("X-Amz-Target", $"AmazonSQS.{action}");
        request.Headers.Host = host;
        return await client.SendAsync(request);
    }
}
