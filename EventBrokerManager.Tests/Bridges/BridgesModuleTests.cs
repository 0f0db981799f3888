using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Bridges.DeadLetters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventBrokerManager.Tests.Bridges;

public sealed class BridgesModuleTests
{
    [Fact]
    public void SqsOptions_FromConfiguration_Bound()
    {
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(Configuration(("Sqs:AllowedEndpoints:0", "http://127.0.0.1:9324/"), ("Sqs:PrincipalArn", "arn:aws:iam::123456789012:role/x")))
            .AddBridges()
            .BuildServiceProvider();

        Assert.Equal("arn:aws:iam::123456789012:role/x", services.GetRequiredService<IOptions<SqsOptions>>().Value.PrincipalArn);
        Assert.Equal(["http://127.0.0.1:9324"], services.GetRequiredService<AllowedOrigins>().Current);
    }

    [Theory]
    [InlineData("Sqs:AllowedEndpoints:1", "127.0.0.1:9324")]
    [InlineData("Sqs:AllowedEndpoints:0", "http://127.0.0.1:9324/queues")]
    [InlineData("Sqs:PrincipalArn", "my-role")]
    public void SettingsCheck_Broken_NamesTheKey(string key, string value) =>
        Assert.Equal(key, Assert.Single(new SqsSettingsCheck().Problems(Configuration((key, value)))).Key);

    [Theory]
    [InlineData("DeadLetters:MaxCount", "0")]
    [InlineData("DeadLetters:MaxCount", "many")]
    [InlineData("DeadLetters:MaxCount", "3000000000")]
    [InlineData("DeadLetters:MaxBytes", "-1")]
    [InlineData("DeadLetters:MaxBytes", "1 GiB")]
    public void DeadLetterCheck_Broken_NamesTheKey(string key, string value) =>
        Assert.Equal(key, Assert.Single(new DeadLetterSettingsCheck().Problems(Configuration((key, value)))).Key);

    [Fact]
    public void SettingsCheck_Nothing_IsFine()
    {
        Assert.Empty(new SqsSettingsCheck().Problems(Configuration()));
        Assert.Empty(new DeadLetterSettingsCheck().Problems(Configuration(("DeadLetters:MaxBytes", "10000000000"))));
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();
}
