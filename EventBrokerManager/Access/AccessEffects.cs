using EventBrokerManager.Landscape.Apps;
using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Access;

/// <summary>What a change of access does, in words.</summary>
internal static class AccessEffects
{
    public static async Task<AccessEffect> OfAsync(LandscapeDb db, ResolvedChange change, CancellationToken cancellation)
    {
        var (environment, name) = (change.Environment, change.Event.Name);
        var used = await db.Implemented.AsNoTracking()
            .FirstOrDefaultAsync(i => i.EnvironmentId == environment.Id && i.EventId == change.Event.Id && i.Retired == null, cancellation);
        var consequences = new List<string>();
        if (change.ChangesPublish)
        {
            consequences.Add(change.Publish == true
                ? $"{environment.Display()} may publish {name} in {environment.Space.Name}{Unused(used?.Publish)}."
                : await EndOfPublishingAsync(db, change, used?.Publish == true, cancellation));
        }

        if (change.ChangesSubscribe)
        {
            consequences.Add(change.Subscribe == true
                ? $"{environment.Display()} may subscribe to {name} in {environment.Space.Name}{Unused(used?.Subscribe)}."
                : $"{environment.Display()} may not subscribe to {name} any more{(used?.Subscribe == true ? "; it does so now, and stops at once" : "; it does not do so now")}.");
        }

        if (consequences.Count > 0 && environment.App.Kind == AppKind.Free)
            consequences.Add($"{environment.App.Name} is Free: in Kafka all Free apps share one channel, so this only shows in its configuration.");
        return new AccessEffect(environment.Display(), $"{change.Event.Service.Name}/{name}", consequences);
    }

    private static async Task<string> EndOfPublishingAsync(LandscapeDb db, ResolvedChange change, bool used, CancellationToken cancellation)
    {
        var (environment, id) = (change.Environment, change.Event.Id);
        var text = $"{environment.Display()} may not publish {change.Event.Name} any more";
        if (!used)
            return $"{text}; it does not do so now.";
        var subscribers = await db.Implemented.CountAsync(
            i => i.EventId == id && i.Subscribe && i.Retired == null && i.Environment.SpaceId == environment.SpaceId && i.EnvironmentId != environment.Id, cancellation);
        return $"{text}; it does so now and is refused at once, and {subscribers} subscribing environments in {environment.Space.Name} get none from it.";
    }

    private static string Unused(bool? implemented) => implemented == true ? "; it implements that already" : "; it does not implement that yet";
}
