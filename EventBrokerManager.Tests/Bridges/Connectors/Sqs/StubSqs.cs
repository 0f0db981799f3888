using System.Net;
using System.Text;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs;

/// <summary>An HTTP server on loopback that answers every call as the test says; for what no well-behaved SQS does.</summary>
internal sealed class StubSqs : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, HttpListenerResponse, Task> _answer;

    public StubSqs(Func<string, HttpListenerResponse, Task> answer)
    {
        _answer = answer;
        Origin = $"http://127.0.0.1:{FreePort.Next()}";
        _listener.Prefixes.Add(Origin + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Origin { get; }

    public string QueueUrl => Origin + "/123456789012/orders";

    /// <summary>An answer with an error in the JSON protocol.</summary>
    public static Func<string, HttpListenerResponse, Task> Error(int status, string code, string message = "no") =>
        (_, response) => WriteAsync(response, status, $$"""{"__type":"com.amazonaws.sqs#{{code}}","message":"{{message}}"}""", $"{code};Sender");

    public static async Task WriteAsync(HttpListenerResponse response, int status, string body, string? queryError = null)
    {
        response.StatusCode = status;
        response.ContentType = "application/x-amz-json-1.0";
        if (queryError is not null)
            response.Headers["x-amzn-query-error"] = queryError;
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        response.Close();
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            _ = _answer(body, context.Response);
        }
    }
}
