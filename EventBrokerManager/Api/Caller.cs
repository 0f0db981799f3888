using System.Security.Claims;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Api;

internal static class Caller
{
    public static Actor Of(ClaimsPrincipal user) => new(
        user.Identity?.Name ?? "Nobody",
        Enum.TryParse<Role>(user.FindFirstValue(ClaimTypes.Role), out var role) ? role : Role.Blocked);
}
