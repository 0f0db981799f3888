using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>What comes in place of a queue's answer.</summary>
public enum Fault
{
    None,
    RefusedRight,
    Throttled,

    /// <summary>Every second entry of a batch is answered as throttled, and not passed on.</summary>
    ThrottledEntries,
    ServerError,
    Garbage,

    /// <summary>A success that names no event.</summary>
    EmptyAnswer,

    /// <summary>The call arrives, and its answer is lost; of a receive the call, too, for what it hands out would be away for half a minute.</summary>
    LostAnswer,
    Hangs,
}

/// <summary>Stands before an SQS server and spoils the answers of single queues, as it is told.</summary>
public sealed class FaultyQueues : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _upstream;
    private readonly ConcurrentDictionary<string, Fault> _faults = new();
    private readonly ConcurrentDictionary<object, string> _open = new();

    private FaultyQueues(WebApplication app, HttpClient upstream) => (_app, _upstream) = (app, upstream);

    /// <summary>Such as <c>http://127.0.0.1:13001</c>.</summary>
    public string Endpoint => _app.Urls.Single();

    public static async Task<FaultyQueues> StartAsync(string upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0")]);
        var app = builder.Build();
        var queues = new FaultyQueues(app, new HttpClient { BaseAddress = new Uri(upstream) });
        app.Run(queues.AnswerAsync);
        await app.StartAsync();
        return queues;
    }

    /// <summary>Told the id of each event that the upstream server took, in the order in which it took them.</summary>
    public Action<string, string>? Taken { get; set; }

    /// <summary>The way to a queue of the upstream server through this one.</summary>
    public string Through(string queueUrl) => Endpoint + new Uri(queueUrl).AbsolutePath;

    /// <summary>From the return on, every call to the queue is answered so; calls from before have been answered.</summary>
    public async Task SetAsync(string queueUrl, Fault fault)
    {
        var name = NameOf(queueUrl);
        _faults[name] = fault;
        var before = _open.Where(open => open.Value == name).Select(open => open.Key).ToList();
        await Eventually.IsAsync(
            () => Task.FromResult(before.Count(_open.ContainsKey)), n => n == 0, TimeSpan.FromSeconds(30), $"open calls to {name}");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _upstream.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        var name = NameOf((string)request["QueueUrl"]!);
        var call = new object();
        _open[call] = name;
        try
        {
            var fault = _faults.GetValueOrDefault(name);
            await (fault switch
            {
                Fault.RefusedRight => ErrorAsync(context, 403, "AccessDeniedException"),
                Fault.Throttled => ErrorAsync(context, 400, "RequestThrottled"),
                Fault.ServerError => ErrorAsync(context, 503, "ServiceUnavailable"),
                Fault.Garbage => WriteAsync(context, 200, "<html>Welcome to the hotel's network</html>"),
                Fault.EmptyAnswer => WriteAsync(context, 200, "{}"),
                Fault.Hangs => HangAsync(context),
                Fault.LostAnswer when IsReceive(context) => AbortAsync(context),
                _ => PassOnAsync(context, request, fault),
            });
        }
        finally
        {
            _open.TryRemove(call, out _);
        }
    }

    private async Task PassOnAsync(HttpContext context, JsonObject request, Fault fault)
    {
        // Short, so that a change of the fault reaches who waits for events.
        if ((int?)request["WaitTimeSeconds"] > 1)
            request["WaitTimeSeconds"] = 1;
        var throttled = fault == Fault.ThrottledEntries && request["Entries"] is JsonArray entries ? TakeEverySecond(entries) : [];
        if (request["Entries"] is JsonArray { Count: 0 })
        {
            await WriteAsync(context, 200, new JsonObject { ["Failed"] = throttled }.ToJsonString());
            return;
        }

        using var call = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(request.ToJsonString()) };
        call.Content.Headers.ContentType = new(context.Request.ContentType!);
        foreach (var header in (string[])["X-Amz-Target", "Authorization", "X-Amz-Date"])
            call.Headers.TryAddWithoutValidation(header, (string?)context.Request.Headers[header]);
        using var answer = await _upstream.SendAsync(call);
        var text = await answer.Content.ReadAsStringAsync();
        if (Taken is not null && context.Request.Headers["X-Amz-Target"] == "AmazonSQS.SendMessageBatch")
            Tell(request, text);
        if (fault == Fault.LostAnswer)
        {
            await AbortAsync(context);
            return;
        }

        if (throttled.Count > 0)
        {
            var body = JsonNode.Parse(text)!.AsObject();
            foreach (var failed in body["Failed"]?.AsArray() ?? [])
                throttled.Add(failed!.DeepClone());
            body["Failed"] = throttled;
            text = body.ToJsonString();
        }

        await WriteAsync(context, (int)answer.StatusCode, text);
    }

    private void Tell(JsonObject request, string answer)
    {
        var taken = (JsonNode.Parse(answer)?["Successful"]?.AsArray() ?? []).Select(entry => (string)entry!["Id"]!).ToHashSet();
        foreach (var entry in request["Entries"]!.AsArray().Where(entry => taken.Contains((string)entry!["Id"]!)))
            Taken!(NameOf((string)request["QueueUrl"]!), (string)entry!["MessageAttributes"]!["ce_id"]!["StringValue"]!);
    }

    private static JsonArray TakeEverySecond(JsonArray entries)
    {
        var taken = new JsonArray();
        for (var i = entries.Count - 1; i >= 0; i -= 2)
        {
            taken.Add(new JsonObject { ["Id"] = (string)entries[i]!["Id"]!, ["Code"] = "RequestThrottled", ["Message"] = "Slow down.", ["SenderFault"] = true });
            entries.RemoveAt(i);
        }

        return taken;
    }

    private static bool IsReceive(HttpContext context) => context.Request.Headers["X-Amz-Target"] == "AmazonSQS.ReceiveMessage";

    private static Task HangAsync(HttpContext context) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private static Task AbortAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static Task ErrorAsync(HttpContext context, int status, string code) =>
        WriteAsync(context, status, new JsonObject { ["__type"] = $"com.amazonaws.sqs#{code}", ["message"] = "Refused by the test." }.ToJsonString());

    private static Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        return context.Response.WriteAsync(body);
    }

    private static string NameOf(string queueUrl) => queueUrl[(queueUrl.LastIndexOf('/') + 1)..];
}
