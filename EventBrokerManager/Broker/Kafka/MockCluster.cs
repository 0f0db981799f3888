using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace EventBrokerManager.Broker.Kafka;

/// <summary>
/// librdkafka's mock cluster in this process. It keeps 5 MiB or 100,000 records a partition and drops older ones; it has no users,
/// no ACLs, and forgets everything with the process.
/// </summary>
internal sealed class MockCluster : IDisposable
{
    private const string Library = "librdkafka";

    private readonly IProducer<Null, Null> _host;
    private readonly IntPtr _cluster;
    private readonly Lock _lock = new();

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, Resolve);

    public MockCluster()
    {
        var config = new ProducerConfig { BootstrapServers = "" };
        config.Set("test.mock.num.brokers", "1");
        _host = new ProducerBuilder<Null, Null>(config).SetLogHandler((_, _) => { }).Build();
        _cluster = rd_kafka_handle_mock_cluster(NativeHandle(_host.Handle));
        if (_cluster == IntPtr.Zero)
            throw new InvalidOperationException("librdkafka gave no mock cluster.");
        rd_kafka_mock_group_initial_rebalance_delay_ms(_cluster, 0);
        BootstrapServers = Marshal.PtrToStringUTF8(rd_kafka_mock_cluster_bootstraps(_cluster))!;
    }

    public string BootstrapServers { get; }

    /// <summary>Creates a topic; one that exists is left as it is.</summary>
    public void CreateTopic(string topic, int partitions)
    {
        lock (_lock)
        {
            var error = (ErrorCode)rd_kafka_mock_topic_create(_cluster, topic, partitions, 1);
            if (error is not (ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
                throw new BrokerRefusedException($"The embedded broker could not create the topic {topic}: {error}.");
        }
    }

    public void Dispose() => _host.Dispose();

    private static IntPtr NativeHandle(Handle handle)
    {
        var property = typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic)!;
        return ((SafeHandle)property.GetValue(handle)!).DangerousGetHandle();
    }

    /// <summary>Binds to the very library that Confluent.Kafka loaded: on some systems it is another variant with its own state.</summary>
    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
            return IntPtr.Zero;
        var confluent = typeof(Handle).Assembly;
        var version = confluent.GetType("Confluent.Kafka.Impl.Librdkafka")!
            .GetField("_version", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null);
        var methods = ((Delegate)version!).Method.DeclaringType!;
        var dll = (string)methods.GetField("DllName", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;
        return NativeLibrary.Load(dll, confluent, DllImportSearchPath.AssemblyDirectory);
    }

    [DllImport(Library)]
    private static extern IntPtr rd_kafka_handle_mock_cluster(IntPtr client);

    [DllImport(Library)]
    private static extern IntPtr rd_kafka_mock_cluster_bootstraps(IntPtr cluster);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_topic_create(
        IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replicationFactor);

    [DllImport(Library)]
    private static extern void rd_kafka_mock_group_initial_rebalance_delay_ms(IntPtr cluster, int delay);
}
