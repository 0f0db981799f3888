using Confluent.Kafka;
using EventBrokerManager.Broker.Kafka;

namespace EventBrokerManager.Tests.Broker;

public sealed class KafkaClientSettingsTests
{
    [Fact]
    public void Copy_ChangedByAClient_TheOthersKeepTheirs()
    {
        var shared = new ClientConfig { BootstrapServers = "kafka:9092" };

        _ = new ConsumerConfig(shared.Copy()) { GroupId = "one bridge" };

        Assert.Null(new ConsumerConfig(shared.Copy()).GroupId);
        Assert.Equal("kafka:9092", new ConsumerConfig(shared.Copy()).BootstrapServers);
    }

    [Theory]
    [InlineData("SecurityProtocol", "SASL_SSL", null)]
    [InlineData("SecurityProtocol", "SaslSsl", null)]
    [InlineData("saslmechanism", "SCRAM-SHA-512", null)]
    [InlineData("SocketTimeoutMs", "1000", null)]
    [InlineData("EnableSslCertificateVerification", "true", null)]
    [InlineData("SecurityProtocol", "Secure", "one of")]
    [InlineData("SocketTimeoutMs", "soon", "a whole number")]
    [InlineData("EnableSslCertificateVerification", "perhaps", "true or false")]
    [InlineData("BootstrapServer", "kafka:9092", "no property")]
    public void Set_ByName_TakenOrExplained(string name, string value, string? problem)
    {
        var said = KafkaClientSettings.Set(new ClientConfig(), name, value);

        if (problem is null)
            Assert.Null(said);
        else
            Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Set_Wrong_ValueIsNotRepeated() =>
        Assert.DoesNotContain("s3cret", KafkaClientSettings.Set(new ClientConfig(), "SocketTimeoutMs", "s3cret"), StringComparison.Ordinal);
}
