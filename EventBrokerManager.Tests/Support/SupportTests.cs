using System.Text;
using Amazon.SQS.Model;
using Confluent.Kafka;
using EventBrokerManager.Tests.Support.Services;

namespace EventBrokerManager.Tests.Support;

/// <summary>The tests' own tools do what other tests take for granted.</summary>
public sealed class SupportTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Kafka_WhatWasProducedIsConsumed()
    {
        var kafka = await KafkaFixture.GetAsync();
        var topic = await kafka.CreateTopicAsync(partitions: 2);
        await kafka.ProduceAsync(topic, Enumerable.Range(0, 20).Select(i => new Message<byte[]?, byte[]?>
        {
            Key = [(byte)(i % 4)],
            Value = Encoding.UTF8.GetBytes($"{i}"),
            Headers = [new Header("ce_id", Encoding.UTF8.GetBytes($"{i}"))],
        }));
        var messages = await kafka.ConsumeAsync(topic, 20, Limit);
        Assert.Equal(Enumerable.Range(0, 20), messages.Select(m => int.Parse(Encoding.UTF8.GetString(m.Message.Value!))).Order());
        Assert.All(messages.GroupBy(m => m.Message.Key![0]), key =>
            Assert.Equal(key.Select(Id).Order(), key.Select(Id)));
    }

    [SkippableTheory]
    [InlineData("elasticmq")]
    [InlineData("fauxqs")]
    public async Task Sqs_FifoMessagesComeBackInOrder(string which)
    {
        var sqs = which == "elasticmq" ? await ElasticMqFixture.GetAsync() : await FauxqsFixture.GetAsync();
        var queue = await sqs.CreateQueueAsync(fifo: true);
        Assert.StartsWith(sqs.Endpoint + "/000000000000/test-", queue, StringComparison.Ordinal);
        for (var i = 0; i < 12; i++)
            await sqs.Client.SendMessageAsync(new SendMessageRequest(queue, $"{i}") { MessageGroupId = "g", MessageDeduplicationId = $"{i}" });
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}"), (await sqs.DrainAsync(queue, 12, Limit)).Select(m => m.Body));
    }

    [SkippableFact]
    public async Task SqsNull_CountsWhatItGets()
    {
        await using var sqs = await SqsNullFixture.StartOwnAsync("-total", "0");
        await sqs.Client.SendMessageAsync($"{sqs.Endpoint}/000000000000/any", "x");
        using var client = new HttpClient();
        Assert.Contains("any", await client.GetStringAsync($"{sqs.Endpoint}/stats"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Toxiproxy_CutAndRestored()
    {
        await using var toxiproxy = await ToxiproxyFixture.StartAsync();
        var sqs = await ElasticMqFixture.GetAsync();
        var proxy = await toxiproxy.ProxyAsync(new Uri(sqs.Endpoint).Authority);
        using var client = LocalQueues.LocalQueuesHost.ClientOf($"http://{proxy.Address}");
        await client.ListQueuesAsync("");
        await proxy.CutAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.ListQueuesAsync(""));
        await proxy.RestoreAsync();
        await client.ListQueuesAsync("");
    }

    [Fact]
    public async Task ChildProcess_PausedAnswersNothing_ResumedGoesOn()
    {
        await using var child = ChildProcess.Start("/bin/sh", ["-c", "while read -r x; do :; done & i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done"]);
        await child.WaitForLineAsync(l => l == "line 2", Limit);
        child.Pause();
        await Eventually.IsAsync(() => File.ReadAllTextAsync($"/proc/{child.Id}/stat"), s => s.Contains(") T ", StringComparison.Ordinal), Limit, "stopped");
        var lines = child.Output.Split('\n').Length;
        child.Resume();
        await child.WaitForLineAsync(l => l == $"line {lines + 2}", Limit);
        await child.KillAsync();
        Assert.True(child.HasExited);
    }

    [Fact]
    public async Task ChildProcess_EndsEarly_FailsWithItsOutput()
    {
        await using var child = ChildProcess.Start("/bin/sh", ["-c", "echo no such luck >&2; exit 3"]);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => child.WaitForLineAsync(l => l == "ready", Limit));
        Assert.Contains("ended with code 3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_HoldsNobodysCredentials() =>
        Assert.Equal(("test", "true", null), (Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"),
            Environment.GetEnvironmentVariable("AWS_EC2_METADATA_DISABLED"), Environment.GetEnvironmentVariable("AWS_PROFILE")));

    private static int Id(ConsumeResult<byte[]?, byte[]?> result) => int.Parse(Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes("ce_id")));
}
