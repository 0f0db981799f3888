using System.Collections;
using EventBrokerManager.Bridges.Engine.Metering;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Bridges.Engine.Logging;

/// <summary>The names that every line of a bridge's or a connection's log has with it.</summary>
internal sealed class LogScope : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _values;
    private readonly string _text;

    private LogScope(string text)
    {
        _values = [];
        _text = text;
    }

    public LogScope(Guid bridge, string name)
    {
        _values = [new("Bridge", name), new("BridgeId", bridge.Hex())];
        _text = $"Bridge {name}";
    }

    public LogScope(Guid bridge, Guid connection, ConnectionLabels labels)
    {
        _values =
        [
            new("Bridge", labels.Bridge), new("BridgeId", bridge.Hex()), new("Connection", labels.Connection), new("ConnectionId", connection.Hex()),
        ];
        _text = $"Bridge {labels.Bridge}, {labels.Connection}";
    }

    /// <summary>Of what concerns all bridges.</summary>
    public static LogScope OfEngine { get; } = new("The engine");

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _values.GetEnumerator();

    public override string ToString() => _text;
}
