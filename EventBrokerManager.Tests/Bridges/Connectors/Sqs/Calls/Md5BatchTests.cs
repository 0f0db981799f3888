using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using EventBrokerManager.Bridges.Connectors.Sqs.Calls;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs.Calls;

public sealed class Md5BatchTests
{
    /// <summary>The test suite of RFC 1321, section A.5.</summary>
    [Theory]
    [InlineData("", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("a", "0cc175b9c0f1b6a831c399e269772661")]
    [InlineData("abc", "900150983cd24fb0d6963f7d28e17f72")]
    [InlineData("message digest", "f96b697d7cb7938d525a2f31aaf161d0")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a")]
    public void Compute_TextOfTheStandard_ItsDigest(string text, string digest)
    {
        var batch = new Md5Batch();
        batch.Append(Encoding.ASCII.GetBytes(text));
        batch.End();
        batch.Compute();
        Assert.Equal(digest, Hex(batch.Digest(0)));
    }

    [Fact]
    public void Compute_ManyTextsOfAllLengths_AsTheFramework()
    {
        var random = new Random(20261124);
        var batch = new Md5Batch();
        for (var round = 0; round < 200; round++)
        {
            batch.Clear();
            var texts = new List<byte[]>();
            for (var i = random.Next(0, 40); i > 0; i--)
            {
                var text = new byte[random.Next(4) switch { 0 => random.Next(0, 8), 1 => random.Next(50, 70), 2 => random.Next(110, 140), _ => random.Next(0, 20_000) }];
                random.NextBytes(text);
                var half = text.Length / 2;
                batch.Append(text.AsSpan(0, half));
                batch.Append(text.AsSpan(half));
                Assert.Equal(texts.Count, batch.End());
                texts.Add(text);
            }

            batch.Compute();
            for (var i = 0; i < texts.Count; i++)
                Assert.Equal(Convert.ToHexStringLower(MD5.HashData(texts[i])), Hex(batch.Digest(i)));
        }
    }

    [Fact]
    public void Clear_AfterALargeText_NothingOfItLeft()
    {
        var batch = new Md5Batch();
        batch.Append(new byte[1_000_000]);
        batch.End();
        batch.Clear();
        batch.Append("abc"u8);
        batch.End();
        batch.Compute();
        Assert.Equal("900150983cd24fb0d6963f7d28e17f72", Hex(batch.Digest(0)));
    }

    private static string Hex(UInt128 digest) => Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in digest)));
}
