using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using EventBrokerManager.Bridges.Connectors.Sqs.Calls;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs.Calls;

public sealed class SignatureV4Tests
{
    private const string AccessKey = "AKIDEXAMPLE";
    private const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// <summary>AWS's published test suite for Signature Version 4: post-vanilla, post-header-key-case, post-header-value-case, post-sts-header-before.</summary>
    [Theory]
    [InlineData("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d", "my-header1", "VALUE1")]
    public void Authorize_PublishedVector_Same(string signature, params string[] header)
    {
        List<(string, string)> headers = [("host", "example.amazonaws.com")];
        if (header.Length > 0)
            headers.Add((header[0], header[1]));
        headers.Add(("x-amz-date", "20150830T123600Z"));

        var authorization = new SignatureV4("us-east-1", "service").Authorize(AccessKey, SecretKey, "20150830T123600Z", headers.ToArray(), []);

        Assert.EndsWith($"Signature={signature}", authorization, StringComparison.Ordinal);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;", authorization, StringComparison.Ordinal);
    }

    [Fact]
    public void Authorize_ThousandsOfRequests_AsTheOfficialSigner()
    {
        var random = new Random(7);
        var ours = new SignatureV4("eu-central-1", "sqs");
        for (var i = 0; i < 5_000; i++)
        {
            // Keys change now and then, days often: the kept signing key must follow.
            var secret = $"secret-{i / 1_000}";
            var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(24 * 365));
            var stamp = SignatureV4.Stamp(time);
            var body = new byte[random.Next(2_000)];
            random.NextBytes(body);
            (string, string)[] headers =
                [("content-type", "application/x-amz-json-1.0"), ("host", $"host-{random.Next(9)}.test:{random.Next(1, 65_535)}"), ("x-amz-date", stamp), ("x-amz-target", "AmazonSQS.SendMessageBatch")];

            var authorization = ours.Authorize("AKID", secret, stamp, headers, body);

            Assert.Equal(Official(secret, time.UtcDateTime, headers, body), authorization[(authorization.LastIndexOf('=') + 1)..]);
        }
    }

    private static string Official(string secret, DateTime time, (string Name, string Value)[] headers, byte[] body)
    {
        var signed = string.Join(';', headers.Select(header => header.Name));
        var canonical = "POST\n/\n\n" + string.Concat(headers.Select(header => $"{header.Name}:{header.Value}\n"))
            + $"\n{signed}\n{Convert.ToHexStringLower(SHA256.HashData(body))}";
        return AWS4Signer.ComputeSignature(new ImmutableCredentials("AKID", secret, null), "eu-central-1", time, "sqs", signed, canonical).Signature;
    }
}
