using EventBrokerManager.Bridges.Connectors.Sqs;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs;

public sealed class SqsQueueUrlTests
{
    private const string Region = "eu-central-1";
    private const string Account = "123456789012";
    private const string Good = $"https://sqs.{Region}.amazonaws.com/{Account}/orders";
    private static readonly string[] Local = ["http://127.0.0.1:9324"];

    [Theory]
    [InlineData(Region, Good, "arn:aws:sqs:eu-central-1:123456789012:orders")]
    [InlineData("cn-north-1", "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/a_B-9", "arn:aws-cn:sqs:cn-north-1:123456789012:a_B-9")]
    [InlineData("us-gov-west-1", "https://sqs.us-gov-west-1.amazonaws.com/123456789012/x", "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:x")]
    [InlineData(Region, "http://127.0.0.1:9324/000000000000/orders", "arn:aws:sqs:eu-central-1:000000000000:orders")]
    public void Check_CanonicalUrl_IsTheQueue(string region, string url, string arn)
    {
        var check = SqsQueueUrl.Check(url, region, Local);

        Assert.Null(check.Problem);
        Assert.NotNull(check.Queue);
        Assert.Equal(url, check.Queue.Url);
        Assert.Equal(arn, check.Queue.Arn);
        Assert.Equal(region, check.Queue.Region);
        Assert.Null(check.Note);
    }

    [Fact]
    public void Check_CanonicalUrl_TellsItsParts()
    {
        var queue = SqsQueueUrl.Check($"https://sqs.{Region}.amazonaws.com/{Account}/orders.fifo", Region, []).Queue!;

        Assert.Equal(Account, queue.Account);
        Assert.Equal("orders.fifo", queue.Name);
        Assert.Equal($"https://sqs.{Region}.amazonaws.com", queue.Origin);
        Assert.True(queue.IsFifo);
        Assert.True(queue.IsAws);
    }

    [Fact]
    public void Check_BlanksAround_AreDropped() => Assert.Equal(Good, SqsQueueUrl.Check($"  {Good}\r\n", Region, []).Queue?.Url);

    [Theory]
    [InlineData("", "Enter the queue's URL")]
    [InlineData("orders", "not a URL")]
    [InlineData("sqs.eu-central-1.amazonaws.com/123456789012/orders", "not a URL")]
    [InlineData("//sqs.eu-central-1.amazonaws.com/123456789012/orders", "not a URL")]
    [InlineData("://sqs.eu-central-1.amazonaws.com/123456789012/orders", "not a URL")]
    [InlineData("http://sqs.eu-central-1.amazonaws.com/123456789012/orders", "not encrypted (http). Use https")]
    [InlineData("HTTPS://sqs.eu-central-1.amazonaws.com/123456789012/orders", "lower case")]
    [InlineData("ftp://sqs.eu-central-1.amazonaws.com/123456789012/orders", "begins with ftp://")]
    [InlineData("file:///123456789012/orders", "begins with file://")]
    [InlineData("https:///123456789012/orders", "no host")]
    [InlineData("https://SQS.eu-central-1.amazonaws.com/123456789012/orders", "upper-case")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com:443/123456789012/orders", "a port")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com:/123456789012/orders", "a port")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com:8443/123456789012/orders", "a port")]
    [InlineData("https://me:secret@sqs.eu-central-1.amazonaws.com/123456789012/orders", "user information")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com@evil.example/123456789012/orders", "user information")]
    [InlineData("https://evil.example/123456789012/orders@sqs.eu-central-1.amazonaws.com", "user information")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders?", "a query")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders?Action=DeleteQueue", "a query")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders#x", "a fragment")]
    [InlineData("https://evil.example#.sqs.eu-central-1.amazonaws.com/123456789012/orders", "a fragment")]
    [InlineData("https://evil.example\\@sqs.eu-central-1.amazonaws.com/123456789012/orders", "a backslash")]
    [InlineData("https:\\\\sqs.eu-central-1.amazonaws.com\\123456789012\\orders", "not a URL")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders/", "ends with a slash")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012//orders", "two slashes")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com//123456789012/orders", "two slashes")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/%6Frders", "percent")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com%2f123456789012/orders", "percent")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/../123456789012/orders", "3 parts")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/./orders", "3 parts")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/..", "'.'")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders/x", "3 parts")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com", "are missing")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/", "are missing")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/orders", "is missing")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/12345678901/orders", "12 digits")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/1234567890123/orders", "12 digits")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/1234-5678-9012/orders", "12 digits")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/12345678901a/orders", "12 digits")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/queue/123456789012", "12 digits")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/my.orders", "'.'")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders.FIFO", "'.'")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders.fifo.fifo", "'.'")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/.fifo", "missing before '.fifo'")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders!", "'!'")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/or ders", "a blank at position")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/or\tders", "U+0009")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/or\0ders", "U+0000")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/ord\u0435rs", "U+0435")]
    [InlineData("https://sqs.eu-central-1.am\u0430zonaws.com/123456789012/orders", "U+0430")]
    [InlineData("https://sqs\u3002eu-central-1.amazonaws.com/123456789012/orders", "U+3002")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/\u0661\u0662\u0663456789012/orders", "U+0661")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders\u200b", "U+200B")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com\uff0fevil.example/123456789012/orders", "U+FF0F")]
    [InlineData("https://sqs.eu-central-1.xn--mazonaws-2ii.com/123456789012/orders", "not an endpoint of AWS SQS")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com.evil.example/123456789012/orders", "not an endpoint of AWS SQS")]
    [InlineData("https://evil-sqs.eu-central-1.amazonaws.com/123456789012/orders", "not an endpoint of AWS SQS")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com.cn/123456789012/orders", "not an endpoint of AWS SQS")]
    [InlineData("https://sns.eu-central-1.amazonaws.com/123456789012/orders", "not an endpoint of AWS SQS")]
    [InlineData("https://127.0.0.1/123456789012/orders", "not an endpoint of AWS SQS")]
    [InlineData("https://169.254.169.254/123456789012/orders", "not an endpoint of AWS SQS")]
    [InlineData("https://localhost/123456789012/orders", "not an endpoint of AWS SQS")]
    [InlineData("https://sqs.mars-north-1.amazonaws.com/123456789012/orders", "not an endpoint of AWS SQS")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com./123456789012/orders", "another name of")]
    [InlineData("https://eu-central-1.queue.amazonaws.com/123456789012/orders", "another name of")]
    [InlineData("https://sqs.eu-central-1.api.aws/123456789012/orders", "another name of")]
    [InlineData("http://127.0.0.1:9325/123456789012/orders", "not encrypted")]
    [InlineData("http://127.0.0.1:9324/orders", "is missing")]
    [InlineData("http://127.0.0.1:9324/queue/orders", "12 digits")]
    [InlineData("http://127.0.0.1:9324/000000000000/orders/", "ends with a slash")]
    [InlineData("http://127.0.0.1:9324@evil.example/000000000000/orders", "user information")]
    [InlineData("http://127.0.0.1:93240/000000000000/orders", "not encrypted")]
    [InlineData("arn:aws:sqs:eu-central-1:123456789012", "not the ARN of a queue")]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:orders", "not the ARN of a queue")]
    [InlineData("ARN:aws:sqs:eu-central-1:123456789012:orders", "not the ARN of a queue")]
    [InlineData("arn:aws:sqs:eu-central-1:123456789012:orders:x", "not the ARN of a queue")]
    [InlineData("arn:aws:sqs:mars-north-1:123456789012:orders", "'mars-north-1'")]
    [InlineData("arn:aws-cn:sqs:eu-central-1:123456789012:orders", "partition aws")]
    [InlineData("arn:aws:sqs:eu-central-1:1234:orders", "12 digits")]
    [InlineData("arn:aws:sqs:eu-central-1:123456789012:*", "'*'")]
    public void Check_AnythingElse_RefusedWithTheReason(string url, string reason)
    {
        var check = SqsQueueUrl.Check(url, Region, Local);

        Assert.Null(check.Queue);
        Assert.Contains(reason, check.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OtherRegion_SaysBothAndOffersTheChange()
    {
        var check = SqsQueueUrl.Check("https://sqs.eu-west-1.amazonaws.com/123456789012/stock", Region, []);

        Assert.Equal("This queue is in eu-west-1, the bridge in eu-central-1. Choose a queue of eu-central-1, or change the region.", check.Problem);
        Assert.Equal("eu-west-1", check.OtherRegion);
    }

    [Fact]
    public void Check_ArnOfOtherRegion_OffersTheChange() =>
        Assert.Equal("eu-west-1", SqsQueueUrl.Check("arn:aws:sqs:eu-west-1:123456789012:stock", Region, []).OtherRegion);

    [Theory]
    [InlineData("arn:aws:sqs:eu-central-1:123456789012:orders.fifo", Region, "https://sqs.eu-central-1.amazonaws.com/123456789012/orders.fifo")]
    [InlineData("arn:aws-cn:sqs:cn-north-1:123456789012:x", "cn-north-1", "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/x")]
    [InlineData("arn:aws-us-gov:sqs:us-gov-east-1:123456789012:x", "us-gov-east-1", "https://sqs.us-gov-east-1.amazonaws.com/123456789012/x")]
    public void Check_Arn_TurnedIntoItsUrlAndSaid(string arn, string region, string url)
    {
        var check = SqsQueueUrl.Check(arn, region, []);

        Assert.Equal(url, check.Queue?.Url);
        Assert.Equal(arn, check.Queue?.Arn);
        Assert.Contains(url, check.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, true)]
    [InlineData(81, false)]
    public void Check_LengthOfName_CountsTheSuffix(int length, bool allowed)
    {
        var name = new string('q', length - ".fifo".Length) + ".fifo";

        Assert.Equal(allowed, SqsQueueUrl.Check($"https://sqs.{Region}.amazonaws.com/{Account}/{name}", Region, []).Queue is not null);
    }

    [Fact]
    public void Check_HugeText_RefusedWithoutRepeatingIt()
    {
        var check = SqsQueueUrl.Check(new string('x', 1_000_000), Region, []);

        Assert.Null(check.Queue);
        Assert.True(check.Problem!.Length < 300);
    }

    [Fact]
    public void Check_AllowedOriginIsNotConfigured_Refused() =>
        Assert.Null(SqsQueueUrl.Check("http://127.0.0.1:9324/000000000000/orders", Region, []).Queue);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mars-north-1")]
    [InlineData("EU-CENTRAL-1")]
    public void Check_NoSuchRegion_AsksForTheRegion(string? region) =>
        Assert.Contains("region", SqsQueueUrl.Check(Good, region, []).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://LOCALHOST:9324/", "http://localhost:9324")]
    [InlineData("https://queues.example:443", "https://queues.example")]
    public void NormaliseOrigin_Origin_InOneNotation(string configured, string origin) =>
        Assert.Equal(origin, SqsQueueUrl.NormaliseOrigin(configured));

    [Theory]
    [InlineData("127.0.0.1:9324")]
    [InlineData("http://127.0.0.1:9324/queues")]
    [InlineData("http://me@127.0.0.1:9324")]
    [InlineData("*")]
    public void NormaliseOrigin_NoOrigin_NamesTheKey(string configured) =>
        Assert.Contains("Sqs:AllowedEndpoints", Assert.Throws<FormatException>(() => SqsQueueUrl.NormaliseOrigin(configured)).Message, StringComparison.Ordinal);

    [Fact]
    public void Regions_AreThoseOfTheSdk()
    {
        var ours = AwsRegions.All.Select(r => (r.Code, r.Partition));
        var theirs = Amazon.RegionEndpoint.EnumerableAllRegions
            .Where(r => r.PartitionName is "aws" or "aws-cn" or "aws-us-gov" && r.SystemName != "us-east-1-regional")
            .Select(r => (r.SystemName, r.PartitionName));

        Assert.Equal(theirs.Order(), ours.Order());
    }
}
