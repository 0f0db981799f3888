using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Options;

namespace EventBrokerManager.Bridges.Connectors.Sqs;

/// <summary>
/// The setting <c>Sqs:PrincipalArn</c>, else the role that <c>sts:GetCallerIdentity</c> names (needs no right).
/// An answer is kept while the process runs, per partition; where none came, AWS is asked again after a minute.
/// </summary>
internal sealed class StsPrincipalSource(IOptions<SqsOptions> options, TimeProvider time, ILogger<StsPrincipalSource> logger)
    : IPrincipalSource, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, (BridgePrincipal? Principal, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    public async Task<BridgePrincipal?> GetAsync(string region, CancellationToken cancellation)
    {
        if (!string.IsNullOrWhiteSpace(options.Value.PrincipalArn))
            return new BridgePrincipal(options.Value.PrincipalArn.Trim(), null);
        if (AwsRegions.Find(region) is not { } known)
            return null;

        await _one.WaitAsync(cancellation);
        try
        {
            if (_known.TryGetValue(known.Partition, out var last)
                && (last.Principal is not null || time.GetUtcNow() - last.At < AskAgainAfter))
                return last.Principal;

            var principal = await AskAsync(region, cancellation);
            _known[known.Partition] = (principal, time.GetUtcNow());
            return principal;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<BridgePrincipal?> AskAsync(string region, CancellationToken cancellation)
    {
        try
        {
            // The SDK looks for credentials in its constructor and, without any, asks the instance's address for a second.
            return await Task.Run(() => GetCallerAsync(region, cancellation), cancellation).WaitAsync(Patience, time, cancellation);
        }
        catch (Exception problem) when (problem is AmazonClientException or AmazonServiceException or HttpRequestException or TimeoutException
            || (problem is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            logger.LogInformation("AWS does not tell our role ({Problem}); policy statements show no principal until Sqs:PrincipalArn is set.", problem.Message);
            return null;
        }
    }

    private static async Task<BridgePrincipal?> GetCallerAsync(string region, CancellationToken cancellation)
    {
        var config = new AmazonSecurityTokenServiceConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
            Timeout = Patience,
            MaxErrorRetry = 0,
        };
        using var client = new AmazonSecurityTokenServiceClient(config);
        var caller = await client.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellation);
        return CallerIdentity.ToPrincipal(caller.Arn);
    }
}
