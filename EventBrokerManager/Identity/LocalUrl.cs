namespace EventBrokerManager.Identity;

/// <summary>Where a sign-in leads: a page of this portal, never another site.</summary>
internal static class LocalUrl
{
    /// <returns><paramref name="url"/> where it is a path of this portal, else <c>/</c>.</returns>
    public static string Or(string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && !url.Any(char.IsControl) ? url : "/";
}
