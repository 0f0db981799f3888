using System.Security.Cryptography;
using System.Text;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Identity;

/// <summary>The tokens of <c>Api:Tokens</c>; only their hashes are kept.</summary>
internal sealed class ApiTokens
{
    /// <summary>Shorter ones can be guessed; they work, and the log warns.</summary>
    private const int SafeLength = 16;

    private readonly IReadOnlyList<(Actor Actor, byte[] Hash)> _tokens;

    public ApiTokens(IConfiguration configuration, ILogger<ApiTokens> logger)
    {
        var tokens = configuration.GetSection("Api:Tokens").GetChildren().ToList();
        _tokens = [.. tokens.Select(token => (new Actor(token["Name"]!, ReadRole(token["Role"])!.Value), Hash(token["Token"]!)))];
        foreach (var token in tokens.Where(token => token["Token"]!.Length < SafeLength))
            logger.LogWarning("The API token {Name} is short enough to be guessed; give it at least {Length} random characters.", token["Name"], SafeLength);
    }

    /// <summary>Who has this token, or null. Takes the same time for every token.</summary>
    public Actor? Find(string token)
    {
        var hash = Hash(token);
        Actor? found = null;
        foreach (var (actor, known) in _tokens)
            found = CryptographicOperations.FixedTimeEquals(hash, known) ? actor : found;
        return found;
    }

    /// <summary>A role that a token can have, as configured: <c>View</c>, <c>TechnicalContact</c> or <c>Admin</c>; else null.</summary>
    public static Role? ReadRole(string? text) =>
        new[] { Role.View, Role.TechnicalContact, Role.Admin }.Where(role => text is not null
            && string.Equals(text.Trim().Replace(" ", ""), role.ToString(), StringComparison.OrdinalIgnoreCase)).Cast<Role?>().FirstOrDefault();

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
