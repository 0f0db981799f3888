using System.Net;
using System.Net.Sockets;

namespace EventBrokerManager.Tests.Support.Services;

/// <summary>Loopback ports that nobody listens on, below those that the system gives to outgoing connections.</summary>
public static class FreePort
{
    private static int _last = Random.Shared.Next(0, 6_000);

    public static int Next() => Next(13_000, 6_000, 0);

    /// <summary>A port that is free together with the ones the given distances above it.</summary>
    public static int Next(int from, int count, params int[] distances)
    {
        for (var tries = 0; tries < count; tries++)
        {
            var port = from + Interlocked.Increment(ref _last) % count;
            if (distances.Append(0).All(d => IsFree(port + d)))
                return port;
        }
        throw new InvalidOperationException($"No port is free from {from} on.");
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
