using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace EventBrokerManager.Landscape.Environments;

/// <summary>Makes passwords and tokens that cannot be guessed, and compares tokens without telling anything by the time it takes.</summary>
internal static class Secrets
{
    private const int Bytes = 32;

    /// <summary>43 letters, digits, dashes and underscores.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>A fast hash is enough for what has 256 random bits.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public static bool Matches(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> known) => CryptographicOperations.FixedTimeEquals(hash, known);
}
