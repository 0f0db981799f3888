using System.Net;

namespace EventBrokerManager.LocalQueues;

/// <summary>Addresses that mean this machine.</summary>
internal static class LoopbackOrigin
{
    /// <summary>The first of the server's addresses that is reached over loopback, as a URL's origin; plain http before https. Null where there is none.</summary>
    public static string? Of(IEnumerable<string> addresses) => addresses
        .Select(a => BindingAddress.Parse(a))
        .Where(a => !a.IsUnixPipe && !a.IsNamedPipe && a.Port > 0)
        .OrderBy(a => a.Scheme == "http" ? 0 : 1)
        .Select(a => (a.Scheme, Host: IsAny(a.Host) ? "localhost" : a.Host, a.Port))
        .Where(a => IsLoopback(a.Host))
        .Select(a => $"{a.Scheme}://{a.Host}:{a.Port}")
        .FirstOrDefault();

    /// <summary>True for localhost and the loopback addresses, whatever a name server says.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsAny(string host) =>
        host is "*" or "+" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
}

/// <summary>Queue URLs.</summary>
internal static class SqsUrl
{
    public static string Of(string origin, string queue) => $"{origin}/{QueueSettings.Account}/{queue}";

    /// <summary>The queue's name in a URL; the host does not matter, as a queue is reached through several names of this machine.</summary>
    /// <exception cref="SqsError">It is no URL of a local queue.</exception>
    public static string NameIn(string? url)
    {
        if (string.IsNullOrEmpty(url))
            throw SqsError.Missing("QueueUrl");
        return Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Segments is ["/", QueueSettings.Account + "/", var name]
            ? name
            : throw SqsError.NoSuchQueue();
    }
}
