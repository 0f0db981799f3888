using System.Text;
using System.Text.Json;
using EventBrokerManager.AsyncApi;
using EventBrokerManager.Landscape.Security;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.ClientConfigs;

internal sealed class ClientConfigService(
    IDbContextFactory<LandscapeDb> databases, ConfigurationTokens tokens, CallLimits limits, ModelApplier models,
    ConfigurationChannels channels, ConfigurationCalls calls, ISecurityApplier security, TimeProvider time) : IClientConfigs
{
    private const int Attempts = 5;

    /// <summary>How long credentials go on after newer ones were used: long enough for the last old instance to stop.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    /// <summary>Models are applied one after the other, so that apps that start at once agree on who defined an event first.</summary>
    private readonly SemaphoreSlim _gate = new(1);

    public async Task<ClientConfiguration> PutAsync(ConfigurationRequest request, CancellationToken cancellation)
    {
        limits.RequireFewWrong(request.Caller);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        AppEnvironment environment;
        Credential credential;
        try
        {
            (environment, credential) = await tokens.IdentifyAsync(db, request, cancellation);
        }
        catch (ConfigurationRefusedException)
        {
            limits.CountWrong(request.Caller);
            throw;
        }

        limits.Count(environment.Id);
        try
        {
            tokens.RequireAllowed(environment, credential);
            var documents = Read(request.Version, await request.Body(cancellation));
            var (answer, outcome) = await TakeAsync(environment.Id, credential.Id, documents, cancellation);
            await calls.NoteAsync(environment.Id, 200, outcome, cancellation);
            return answer;
        }
        catch (ConfigurationRefusedException refused)
        {
            await calls.NoteAsync(environment.Id, (int)refused.Kind, refused.Message, CancellationToken.None);
            throw;
        }
    }

    private async Task<(ClientConfiguration Answer, string Outcome)> TakeAsync(
        Guid environmentId, Guid credentialId, IReadOnlyList<AsyncDocument> documents, CancellationToken cancellation)
    {
        var (environment, organisation, model) = await ApplyAsync(environmentId, documents, cancellation);
        var unlicensed = await channels.EnsureAsync(environment, organisation, model.Used, cancellation);
        var used = model.Used.Select(u => u with { Publish = u.Publish && !unlicensed.Contains(u.Event.Id) }).ToList();
        await MarkAsync(environmentId, credentialId, complete: unlicensed.Count == 0, used, cancellation);
        // Not refused where Kafka is away: the app would start with nothing, and the rules follow by themselves.
        var problem = await security.ApplyAsync([environmentId], cancellation);
        return (ConfigurationAnswer.Of(environment, organisation, used), $"{Describe(used, model.Refused, unlicensed.Count)} {problem}".TrimEnd());
    }

    private async Task<(AppEnvironment Environment, Guid Organisation, AppliedModel Model)> ApplyAsync(
        Guid environmentId, IReadOnlyList<AsyncDocument> documents, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                await using var db = await databases.CreateDbContextAsync(cancellation);
                var environment = await db.AppEnvironments.Include(e => e.App).Include(e => e.Space).FirstAsync(e => e.Id == environmentId, cancellation);
                try
                {
                    var model = await models.ApplyAsync(db, environment, documents, cancellation);
                    await db.SaveChangesAsync(cancellation);
                    return (environment, await db.Organisations.Select(o => o.Id).SingleAsync(cancellation), model);
                }
                catch (DbUpdateException e) when (attempt < Attempts && UniqueViolation.Columns(e).Count > 0)
                {
                    // Another instance of this product took the same event or service at the same moment; now it is there.
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task MarkAsync(
        Guid environmentId, Guid credentialId, bool complete, IReadOnlyList<UsedEvent> used, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var environment = await db.AppEnvironments.Include(e => e.App).FirstAsync(e => e.Id == environmentId, cancellation);
        (environment.LastConfiguration, environment.PreviousSpaceId) = (now, null);
        environment.FirstConfiguration ??= now;
        var read = used.Where(u => u.Subscribe).Select(u => u.Event.Id).ToList();
        var there = environment.App.Kind == AppKind.Free
            ? read.Count
            : await db.Channels.CountAsync(c => c.SpaceId == environment.SpaceId && read.Contains(c.EventId), cancellation);
        if (complete && used.Any(u => u.Publish || u.Subscribe) && there == read.Count)
            environment.ChannelsCreated ??= now;

        var credential = await db.Credentials.FirstAsync(c => c.Id == credentialId, cancellation);
        credential.LastUsed = now;
        var older = await db.Credentials
            .Where(c => c.EnvironmentId == environmentId && c.Generation < credential.Generation && c.Retires == null)
            .ToListAsync(cancellation);
        older.ForEach(c => c.Retires = now + Overlap);
        await db.SaveChangesAsync(cancellation);
    }

    /// <exception cref="ConfigurationRefusedException">It cannot be read.</exception>
    private static IReadOnlyList<AsyncDocument> Read(string? version, ReadOnlyMemory<byte> body)
    {
        if (version is not (null or "1"))
            throw Malformed("X-Version is not 1, the only one that is taken.", 1, 1);
        var reading = AsyncApiReader.ReadDependencies(Dependencies(body));
        if (reading.Problems is not [var first, ..])
            return reading.Documents;
        var more = reading.Problems.Count > 1 ? $" There are {reading.Problems.Count - 1} more problems." : "";
        throw Malformed($"dependencies, line {first.Line}, column {first.Column}: {first.Message}{more}", first.Line, first.Column);
    }

    private static string Dependencies(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("dependencies", out var text) && text.ValueKind == JsonValueKind.String
                    ? text.GetString()!
                    : throw Malformed("The body must be {\"dependencies\": \"<text>\"}: an object with one text.", 1, 1);
        }
        catch (JsonException e)
        {
            var (line, column) = ((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1);
            throw Malformed($"The body is not well-formed JSON, at line {line}, column {column}.", line, column);
        }
        catch (Exception e) when (e is InvalidOperationException or DecoderFallbackException)
        {
            throw Malformed("The text has a character that is none.", 1, 1);
        }
    }

    private static string Describe(IReadOnlyList<UsedEvent> used, IReadOnlyList<string> refused, int unlicensed)
    {
        var text = $"Publishes {used.Count(u => u.Publish)} and subscribes to {used.Count(u => u.Subscribe)} events.";
        if (refused.Count > 0)
            text += $" Implemented without access: {string.Join(", ", refused.Take(5))}{(refused.Count > 5 ? ", ..." : "")}; an Admin grants it.";
        if (unlicensed > 0)
            text += $" {unlicensed} channels were not made, because there is no valid licence; an Admin renews it, then restart the app.";
        return text;
    }

    private static ConfigurationRefusedException Malformed(string message, int line, int column) =>
        new(ConfigurationRefusal.Malformed, message, line, column);
}
