using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SQS;
using EventBrokerManager.Bridges.Connectors.Sqs.Calls;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>The two ways to an endpoint: the official SDK, and our own for the calls made for every batch of events.</summary>
internal sealed record SqsEndpoint(AmazonSQSClient Sdk, SqsCalls Calls) : IDisposable
{
    public void Dispose()
    {
        Sdk.Dispose();
        Calls.Dispose();
    }
}

/// <summary>
/// One client per endpoint and region. The client dials what was checked: the region's own address, or an allowed origin; never the host
/// of a queue URL, a redirect, or an address from the environment. It never repeats a call: the engine decides that.
/// </summary>
internal sealed class SqsClients(TimeProvider time, ILogger<SqsClients> logger) : IDisposable
{
    private readonly ConcurrentDictionary<(string Origin, string Region), Lazy<SqsEndpoint>> _clients = new();

    public SqsEndpoint Get(SqsQueueUrl queue) =>
        _clients.GetOrAdd((queue.Origin, queue.Region), key => new Lazy<SqsEndpoint>(() => Build(queue), LazyThreadSafetyMode.PublicationOnly)).Value;

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
            client.Value.Dispose();
    }

    private SqsEndpoint Build(SqsQueueUrl queue)
    {
        var config = new AmazonSQSConfig
        {
            MaxErrorRetry = 0,
            Timeout = TimeSpan.FromSeconds(10),
            AllowAutoRedirect = false,
            IgnoreConfiguredEndpointUrls = true,
            // Always: a region alone would resolve the same host, but so it is the checked one.
            ServiceURL = queue.Origin,
            AuthenticationRegion = queue.Region,
        };
        var credentials = CredentialsFor(queue);
        return new SqsEndpoint(new AmazonSQSClient(credentials, config), new SqsCalls(queue.Origin, queue.Region, credentials, time));
    }

    private AWSCredentials CredentialsFor(SqsQueueUrl queue)
    {
        if (queue.IsAws)
            return ReadChain() ?? throw NoCredentials();
        if (HasConfiguredCredentials() && ReadChain() is { } credentials)
            return credentials;

        // Emulators take any; without configured ones the SDK would look for an instance role first, which takes seconds.
        logger.LogInformation("No AWS credentials are configured; calls to {Origin} are signed with made-up ones.", queue.Origin);
        return new BasicAWSCredentials("local", "local");
    }

    private static bool HasConfiguredCredentials() =>
        new[] { "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI" }
            .Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));

    /// <summary>Asked anew for each endpoint, and each time that there were none: an instance role may come later, or answer late.</summary>
    private static AWSCredentials? ReadChain()
    {
        try
        {
            return new DefaultAWSCredentialsIdentityResolver().ResolveIdentity(null);
        }
        catch (AmazonClientException)
        {
            return null;
        }
    }

    private static Engine.TargetException NoCredentials() => new(
        Engine.TargetFault.NeedsPerson,
        "There are no AWS credentials. Whoever runs the portal must give it some: an instance role, a profile, or, with a new start, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
}
