using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EventBrokerManager.Hosting;

/// <summary>
/// The address that links are made of: <c>PublicUrl</c>, else the first one that this process listens on. Never what a caller sent
/// as its Host.
/// </summary>
public sealed class PublicAddress(IConfiguration configuration, IServer server)
{
    /// <summary>Without a slash at its end.</summary>
    public string Current
    {
        get
        {
            if (configuration["PublicUrl"] is { Length: > 0 } given)
                return given.TrimEnd('/');
            var listening = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost:5080";
            return BindingAddress.Parse(listening) is { Host: "*" or "+" or "0.0.0.0" or "[::]" } any
                ? $"{any.Scheme}://localhost:{any.Port}"
                : listening.TrimEnd('/');
        }
    }
}
