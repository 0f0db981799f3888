using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Calls;

/// <summary>What one call writes into and reads into. Used by one call at a time, then again.</summary>
internal sealed class CallBuffer
{
    /// <summary>A buffer that grew beyond this is not kept: a few large events must not hold memory for ever.</summary>
    private const int Kept = 512 << 10;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _request = new(16 << 10);
    private readonly ArrayBufferWriter<byte> _answer = new(16 << 10);
    private readonly Utf8JsonWriter _writer;

    public CallBuffer() => _writer = new Utf8JsonWriter(_request, Options);

    public bool IsWorthKeeping => _request.Capacity + _answer.Capacity <= Kept;

    public ReadOnlyMemory<byte> Request => _request.WrittenMemory;

    public ReadOnlyMemory<byte> Answer => _answer.WrittenMemory;

    /// <summary>Begins a new request.</summary>
    public Utf8JsonWriter Begin()
    {
        _request.ResetWrittenCount();
        _writer.Reset();
        return _writer;
    }

    /// <summary>Reads the whole answer.</summary>
    /// <exception cref="SqsAnswerException">It is larger than any answer of SQS.</exception>
    public async Task ReadAsync(Stream answer, CancellationToken cancellation)
    {
        const int Limit = 32 << 20;
        _answer.ResetWrittenCount();
        while (true)
        {
            var read = await answer.ReadAsync(_answer.GetMemory(4 << 10), cancellation);
            if (read == 0)
                return;
            _answer.Advance(read);
            if (_answer.WrittenCount > Limit)
                throw new SqsAnswerException("The answer is larger than any of SQS.");
        }
    }
}
