using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Amazon.Runtime;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Calls;

/// <summary>
/// One endpoint's calls in SQS's JSON protocol, for the four that bridges make for every batch of events. Credentials come from the
/// official SDK, with its refreshing; everything that is not hot goes through the SDK as a whole. No redirects, no repeated calls.
/// </summary>
internal sealed class SqsCalls : IDisposable
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/x-amz-json-1.0");
    private static readonly TimeSpan SkewLimit = TimeSpan.FromMinutes(4);

    private readonly Uri _address;
    private readonly string _host;
    private readonly AWSCredentials _credentials;
    private readonly TimeProvider _time;
    private readonly SignatureV4 _signature;
    private readonly HttpClient _http;
    private readonly ConcurrentBag<CallBuffer> _buffers = [];
    private TimeSpan _skew;

    public SqsCalls(string origin, string region, AWSCredentials credentials, TimeProvider time)
    {
        _address = new Uri(origin + "/");
        _host = _address.IsDefaultPort ? _address.Host : _address.Authority;
        _credentials = credentials;
        _time = time;
        _signature = new SignatureV4(region, "sqs");
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // Addresses of AWS change; a connection must not outlive them by much.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Makes one call.</summary>
    /// <param name="action">Such as <c>SendMessageBatch</c>.</param>
    /// <param name="write">Writes the request's JSON.</param>
    /// <param name="read">Reads the answer's JSON; what it is given is valid only meanwhile.</param>
    /// <exception cref="SqsCallException">SQS answered with an error.</exception>
    /// <exception cref="SqsAnswerException">The answer cannot be read, or does not match.</exception>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<T> CallAsync<T>(
        string action, Action<Utf8JsonWriter> write, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellation)
    {
        if (!_buffers.TryTake(out var buffer))
            buffer = new CallBuffer();
        var writer = buffer.Begin();
        write(writer);
        writer.Flush();

        using var request = await SignAsync(action, buffer.Request, cancellation);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await buffer.ReadAsync(await response.Content.ReadAsStreamAsync(cancellation), cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
            throw ErrorOf(response, buffer.Answer);
        var result = Read(read, buffer.Answer);

        // After a fault the connection may still hold the buffer; then it is left to the collector.
        if (buffer.IsWorthKeeping)
            _buffers.Add(buffer);
        return result;
    }

    public void Dispose() => _http.Dispose();

    private static T Read<T>(Func<ReadOnlyMemory<byte>, T> read, ReadOnlyMemory<byte> answer)
    {
        try
        {
            return read(answer);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new SqsAnswerException("The answer cannot be read.", exception);
        }
    }

    private async Task<HttpRequestMessage> SignAsync(string action, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var credentials = await _credentials.GetCredentialsAsync().WaitAsync(cancellation);
        var stamp = SignatureV4.Stamp(_time.GetUtcNow() + _skew);
        var target = "AmazonSQS." + action;
        (string, string)[] headers = credentials.UseToken
            ? [("content-type", JsonType.MediaType!), ("host", _host), ("x-amz-date", stamp), ("x-amz-security-token", credentials.Token), ("x-amz-target", target)]
            : [("content-type", JsonType.MediaType!), ("host", _host), ("x-amz-date", stamp), ("x-amz-target", target)];
        var authorization = _signature.Authorize(credentials.AccessKey, credentials.SecretKey, stamp, headers, body.Span);

        var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = JsonType;
        request.Headers.TryAddWithoutValidation("X-Amz-Date", stamp);
        request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        // Asks for the codes of the older protocol beside the newer ones, as the SDK does.
        request.Headers.TryAddWithoutValidation("x-amzn-query-mode", "true");
        if (credentials.UseToken)
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", credentials.Token);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return request;
    }

    private SqsCallException ErrorOf(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        CorrectClock(response.Headers.Date);
        var (code, message) = ("", "");
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            if (JsonDocument.TryParseValue(ref reader, out var json))
            {
                using (json)
                {
                    code = Text(json.RootElement, "__type");
                    message = Text(json.RootElement, "message") is { Length: > 0 } lower ? lower : Text(json.RootElement, "Message");
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON: the status alone says what is the case.
        }

        if (response.Headers.TryGetValues("x-amzn-query-error", out var query))
            code = query.First().Split(';')[0];
        return new SqsCallException((int)response.StatusCode, code[(code.LastIndexOf('#') + 1)..], message);
    }

    /// <summary>A clock that is wrong makes signatures that AWS refuses; its answers tell the right time.</summary>
    private void CorrectClock(DateTimeOffset? theirs)
    {
        if (theirs is not { } right)
            return;
        var skew = right - _time.GetUtcNow();
        _skew = skew.Duration() > SkewLimit ? skew : TimeSpan.Zero;
    }

    private static string Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
