using EventBrokerManager.Hosting;
using Microsoft.AspNetCore.Builder;

namespace EventBrokerManager.Tests.Hosting;

public sealed class StartupChecksTests
{
    [Theory]
    [InlineData("Kafka:Partitions", "many")]
    [InlineData("Kafka:Partitions", "0")]
    [InlineData("Kafka:ReplicationFactor", "0")]
    [InlineData("Kafka:Embedded", "yes")]
    [InlineData("Demo:Enabled", "perhaps")]
    [InlineData("Database:Provider", "Oracle")]
    [InlineData("Database:Provider", "PostgreSql")]
    [InlineData("PublicUrl", "events.example.com")]
    [InlineData("PublicUrl", "https://events.example.com/portal")]
    [InlineData("PublicUrl", "file:///etc")]
    [InlineData("Api:Tokens", "secret-token-secret-token")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector")]
    public void Build_BrokenValue_NamesTheKey(string key, string value) => AssertNames(key, $"{key}={value}");

    [Theory]
    [InlineData("Api:Tokens:0:Name", "Api:Tokens:0:Role=View", "Api:Tokens:0:Token=0123456789abcdef")]
    [InlineData("Api:Tokens:0:Role", "Api:Tokens:0:Name=ci", "Api:Tokens:0:Token=0123456789abcdef")]
    [InlineData("Api:Tokens:0:Role", "Api:Tokens:0:Name=ci", "Api:Tokens:0:Role=Blocked", "Api:Tokens:0:Token=0123456789abcdef")]
    [InlineData("Api:Tokens:0:Role", "Api:Tokens:0:Name=ci", "Api:Tokens:0:Role=3", "Api:Tokens:0:Token=0123456789abcdef")]
    [InlineData("Api:Tokens:0:Token", "Api:Tokens:0:Name=ci", "Api:Tokens:0:Role=View")]
    [InlineData("Api:Tokens:0:Token", "Api:Tokens:0:Name=ci", "Api:Tokens:0:Role=View", "Api:Tokens:0:Token= ")]
    public void Build_BrokenToken_NamesTheKey(string key, params string[] settings)
    {
        var message = AssertNames(key, settings);
        Assert.DoesNotContain("hunter2", message);
        Assert.DoesNotContain("0123456789abcdef", message);
    }

    [Fact]
    public void Build_AddressWithPassword_IsNotRepeated()
    {
        var message = AssertNames("Sqs:AllowedEndpoints:0", "Sqs:AllowedEndpoints:0=http://me:hunter2@127.0.0.1:9324", "PublicUrl=https://me:hunter2@x.example");
        Assert.DoesNotContain("hunter2", message);
        Assert.Contains("PublicUrl", message);
    }

    [Fact]
    public void Build_ProductionWithoutKafka_NamesTheKey() => AssertNames("Kafka:BootstrapServers", "environment=Production", "Kafka:Embedded=");

    [Theory]
    [InlineData("environment=Production", "Kafka:BootstrapServers=127.0.0.1:9092")]
    [InlineData("environment=Production", "Kafka:Embedded=true")]
    [InlineData("environment=Development", "PublicUrl=https://events.example.com/")]
    [InlineData("environment=Development", "Kafka:Partitions=1", "Kafka:ReplicationFactor=-1", "Database:Provider=sqlite")]
    public async Task Build_GoodValues_Builds(params string[] settings)
    {
        await using var app = Build(settings);
        Assert.NotNull(app.Services);
    }

    [Fact]
    public async Task Build_Development_ReadsTheTopLevelFileBelowTheCommandLine()
    {
        await using var app = Build("environment=Development", "Demo:Enabled=false");
        Assert.Equal("arn:aws:iam::044806572671:role/mendix-event-broker-bridge", app.Configuration["Sqs:PrincipalArn"]);
        Assert.Equal("false", app.Configuration["Demo:Enabled"]);
    }

    [Fact]
    public async Task Build_Production_HasNobodysPrincipal()
    {
        await using var app = Build("environment=Production", "Kafka:Embedded=true");
        Assert.Null(app.Configuration["Sqs:PrincipalArn"]);
    }

    private static string AssertNames(string key, params string[] settings)
    {
        var message = Assert.Throws<StartupException>(() => Build(["environment=Development", .. settings])).Message;
        Assert.Contains($"\n  {key} ", message.ReplaceLineEndings("\n"));
        return message;
    }

    private static WebApplication Build(params string[] settings) =>
        EventBrokerManagerApp.Build([.. settings.Select(s => $"--{s}")]);
}
