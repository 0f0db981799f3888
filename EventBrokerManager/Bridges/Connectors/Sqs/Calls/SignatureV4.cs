using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EventBrokerManager.Bridges.Connectors.Sqs.Calls;

/// <summary>
/// AWS Signature Version 4 for a POST to <c>/</c> without a query, which every call of SQS's JSON protocol is. The signing key of a day
/// is kept, so a call costs two hashes of its body and its headers.
/// </summary>
internal sealed class SignatureV4(string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    private volatile DayKey? _key;

    private sealed record DayKey(string Day, string SecretKey, byte[] Key);

    /// <summary>The value of the header <c>X-Amz-Date</c>.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of the header <c>Authorization</c>.</summary>
    /// <param name="headers">What is signed: lower-case names, in their order, with their values as they are sent. <c>host</c> and <c>x-amz-date</c> among them.</param>
    /// <param name="stamp">As in <c>x-amz-date</c>.</param>
    public string Authorize(
        string accessKey, string secretKey, string stamp, ReadOnlySpan<(string Name, string Value)> headers, ReadOnlySpan<byte> body)
    {
        var day = stamp[..8];
        var signed = new StringBuilder();
        var canonical = new StringBuilder("POST\n/\n\n");
        foreach (var (name, value) in headers)
        {
            canonical.Append(name).Append(':').Append(value.Trim()).Append('\n');
            signed.Append(signed.Length > 0 ? ";" : "").Append(name);
        }

        canonical.Append('\n').Append(signed).Append('\n').Append(Hash(body));
        var scope = $"{day}/{region}/{service}/aws4_request";
        var toSign = $"{Algorithm}\n{stamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical.ToString()))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(KeyOf(day, secretKey), Encoding.UTF8.GetBytes(toSign)));
        return $"{Algorithm} Credential={accessKey}/{scope}, SignedHeaders={signed}, Signature={signature}";
    }

    private byte[] KeyOf(string day, string secretKey)
    {
        if (_key is { } known && known.Day == day && known.SecretKey == secretKey)
            return known.Key;
        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in new[] { day, region, service, "aws4_request" })
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        _key = new DayKey(day, secretKey, key);
        return key;
    }

    private static string Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }
}
