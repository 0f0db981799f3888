using EventBrokerManager.Landscape;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Access;

/// <summary>A change whose names were found.</summary>
/// <param name="Grant">As it is before; not saved yet where nobody decided anything.</param>
/// <param name="Environment">With its app and space.</param>
/// <param name="Event">With its service.</param>
internal sealed record ResolvedChange(AppEnvironment Environment, ServiceEvent Event, Grant Grant, bool? Publish, bool? Subscribe)
{
    public bool ChangesPublish => Publish is not null && Publish != Grant.Publish;

    public bool ChangesSubscribe => Subscribe is not null && Subscribe != Grant.Subscribe;
}

internal static class AccessResolver
{
    private const int ChangesAtMost = 1_000;

    /// <summary>Finds what the changes name; what it answers is tracked.</summary>
    /// <exception cref="RefusedException">Something is not there, or the same access is changed twice.</exception>
    public static async Task<IReadOnlyList<ResolvedChange>> ResolveAsync(
        LandscapeDb db, IReadOnlyList<AccessChange> changes, CancellationToken cancellation)
    {
        if (changes.Count is 0 or > ChangesAtMost)
            throw RefusedException.Invalid("changes", $"Give 1 to {ChangesAtMost:N0} changes at once.");
        var (resolved, problems) = (new List<ResolvedChange>(), new List<FieldProblem>());
        for (var i = 0; i < changes.Count; i++)
        {
            var prefix = changes.Count == 1 ? "" : $"changes[{i}].";
            var change = changes[i];
            var environment = await Resolver.EnvironmentAsync(db, change.Environment, cancellation);
            var @event = await Resolver.EventAsync(db, change.Event, environment.Value?.SpaceId, cancellation);
            if (!environment.Found)
                problems.Add(new FieldProblem($"{prefix}environment", environment.Problem));
            if (!@event.Found)
                problems.Add(new FieldProblem($"{prefix}event", @event.Problem));
            if (change is { Publish: null, Subscribe: null })
                problems.Add(new FieldProblem($"{prefix}publish", "Say what changes: publish, subscribe, or both, each true or false."));
            if (!environment.Found || !@event.Found)
                continue;
            if (resolved.Exists(r => r.Environment.Id == environment.Value.Id && r.Event.Id == @event.Value.Id))
                problems.Add(new FieldProblem($"{prefix}event", "This access stands here twice. Remove one."));
            else
                resolved.Add(new ResolvedChange(environment.Value, @event.Value, await GrantAsync(db, environment.Value, @event.Value, cancellation), change.Publish, change.Subscribe));
        }

        return problems.Count == 0 ? resolved : throw RefusedException.Invalid(problems);
    }

    private static async Task<Grant> GrantAsync(LandscapeDb db, AppEnvironment environment, ServiceEvent @event, CancellationToken cancellation) =>
        await db.Grants.FirstOrDefaultAsync(g => g.EnvironmentId == environment.Id && g.EventId == @event.Id, cancellation)
        ?? new Grant { EnvironmentId = environment.Id, EventId = @event.Id };
}
