using EventBrokerManager.Broker;
using EventBrokerManager.Landscape.Apps;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Environments;

/// <summary>One environment with its timeline, as it is shown.</summary>
internal sealed class EnvironmentReader(LicenceService licences, IBrokerSecurity security, TimeProvider time)
{
    /// <summary>Configuration calls shown.</summary>
    private const int Calls = 20;

    public async Task<EnvironmentDetails> ReadAsync(LandscapeDb db, Guid id, CancellationToken cancellation)
    {
        var licence = await licences.ReadAsync(cancellation);
        var now = time.GetUtcNow();
        var environment = await db.AppEnvironments.AsNoTracking()
            .Include(e => e.App).Include(e => e.Space)
            .Include(e => e.Credentials.Where(c => c.Issued != null && (c.Retires == null || c.Retires > now)))
            .FirstAsync(e => e.Id == id, cancellation);
        var previous = environment.PreviousSpaceId is { } before
            ? await db.Spaces.Where(s => s.Id == before).Select(s => s.Name).FirstOrDefaultAsync(cancellation)
            : null;
        var calls = await db.ConfigurationCalls.AsNoTracking()
            .Where(c => c.EnvironmentId == id).OrderByDescending(c => c.Id).Take(Calls)
            .Select(c => new ConfigurationCallDetails(c.At, c.Status, c.Outcome))
            .ToListAsync(cancellation);
        var missing = environment.App.Kind == AppKind.Free ? [] : await MissingAsync(db, environment, cancellation);

        var working = environment.Credentials.Where(c => c.UserRemoved is null).ToList();
        var facts = AppReader.Facts(environment.App, environment, working.Max(c => c.Issued), environment.Credentials.Count > working.Count) with
        {
            LastRefusal = calls is [{ Status: >= 400 } last, ..] ? last : null,
            Missing = [.. missing.Select(m => m.Owner is null ? $"{m.Event} (nobody publishes it yet)" : $"{m.Event} of {m.Owner}")],
        };
        var (state, reason) = Timeline.State(facts, licence);
        return new EnvironmentDetails(
            id,
            environment.AppId,
            environment.App.Name,
            environment.App.Kind,
            environment.Name,
            environment.SpaceId,
            environment.Space.Name,
            previous,
            environment.App.BrokerEnabled,
            environment.BrokerEnabled,
            state,
            reason,
            Timeline.Of(facts, licence),
            calls,
            [.. environment.Credentials.OrderBy(c => c.Generation).Select(Describe)],
            [.. Notes(environment, previous, facts, await GapsAsync(db, id, cancellation))],
            environment.LastConfiguration,
            environment.Created,
            environment.Retired);
    }

    /// <summary>Events that it uses and may use, whose channels are not in its space.</summary>
    private static async Task<List<(string Event, string? Owner)>> MissingAsync(
        LandscapeDb db, AppEnvironment environment, CancellationToken cancellation) =>
        (await db.Implemented
            .Where(i => i.EnvironmentId == environment.Id && i.Retired == null)
            .Where(i => !db.Channels.Any(c => c.EventId == i.EventId && c.SpaceId == environment.SpaceId))
            .Where(i => db.Grants.Any(g => g.EnvironmentId == i.EnvironmentId && g.EventId == i.EventId
                && ((i.Publish && g.Publish == true) || (i.Subscribe && g.Subscribe == true))))
            .OrderBy(i => i.Event.Name)
            .Select(i => new { i.Event.Name, Owner = i.Event.Owner!.Name })
            .ToListAsync(cancellation))
        .ConvertAll(i => (i.Name, (string?)i.Owner));

    /// <summary>Events that it implements and may not use.</summary>
    private static Task<List<string>> GapsAsync(LandscapeDb db, Guid id, CancellationToken cancellation) => db.Implemented
        .Where(i => i.EnvironmentId == id && i.Retired == null)
        .Where(i => db.Grants.Any(g => g.EnvironmentId == id && g.EventId == i.EventId
            && ((i.Publish && g.Publish != true) || (i.Subscribe && g.Subscribe != true))))
        .OrderBy(i => i.Event.Name).Select(i => i.Event.Name)
        .ToListAsync(cancellation);

    private IEnumerable<string> Notes(AppEnvironment environment, string? previous, TimelineFacts facts, List<string> gaps)
    {
        if (!security.Enforces)
            yield return "This Kafka has no users and no rules: whoever reaches it may read and write everything. Access is not enforced.";
        if (previous is not null)
            yield return $"It was moved out of {previous}; what it may there ends with its next configuration call.";
        if (gaps.Count > 0)
        {
            yield return $"It implements {SwitchEffects.List(gaps)}, and has no access there. An Admin grants it on the page Access; "
                + "then restart the app.";
        }

        if (facts.Missing is { Count: > 0 } missing && environment.LastConfiguration is not null)
        {
            yield return $"Not there yet in {environment.Space.Name}: {SwitchEffects.List(missing)}. Start what publishes them first, "
                + $"then restart {environment.App.Name}.";
        }
    }

    private static CredentialDetails Describe(Credential credential) => new(
        credential.Id, credential.Generation, credential.UserName, credential.Created, credential.CreatedBy, credential.LastUsed,
        credential.Retires);
}
