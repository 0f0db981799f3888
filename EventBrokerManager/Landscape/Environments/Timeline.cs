using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape.Environments;

/// <summary>What the timeline is made of.</summary>
/// <param name="Environment">As <c>app/environment</c>.</param>
/// <param name="CredentialsTaken">When the newest credentials that count were handed over; null where none count.</param>
/// <param name="CredentialsRemoved">True where Kafka's users were removed when the broker was switched off.</param>
/// <param name="LastRefusal">The newest configuration call where that was refused.</param>
/// <param name="Missing">What to start first, as <c>OrderPlaced of Webshop</c>: channels of it are not there yet.</param>
internal sealed record TimelineFacts(
    AppKind Kind,
    string App,
    string Environment,
    string Space,
    bool AppEnabled,
    DateTimeOffset? AppSwitched,
    bool EnvironmentEnabled,
    DateTimeOffset? EnvironmentSwitched,
    DateTimeOffset? CredentialsTaken,
    bool CredentialsRemoved,
    DateTimeOffset? FirstConfiguration,
    DateTimeOffset? ChannelsCreated,
    DateTimeOffset? FirstEvent,
    ConfigurationCallDetails? LastRefusal = null,
    IReadOnlyList<string>? Missing = null,
    bool Retired = false);

/// <summary>The steps to the first event, and the environment's state.</summary>
internal static class Timeline
{
    public static IReadOnlyList<TimelineEntry> Of(TimelineFacts facts, LicenceDetails licence)
    {
        var entries = new List<TimelineEntry>();
        foreach (var (step, done, at, text, todo, move) in Steps(facts, licence))
        {
            var state = done ? StepState.Done : entries.Exists(e => e.State == StepState.Next) ? StepState.Later : StepState.Next;
            entries.Add(new TimelineEntry(step, state, done ? at : null, done ? text : todo, done ? null : move));
        }

        return entries;
    }

    public static (EnvironmentState State, string Reason) State(TimelineFacts facts, LicenceDetails licence)
    {
        if (facts.Retired)
            return (EnvironmentState.Retired, "It is out of use. A Technical Contact of the app can take it into use again.");
        if (!facts.AppEnabled || !facts.EnvironmentEnabled)
        {
            return (EnvironmentState.Disabled,
                $"The event broker is off for {(facts.AppEnabled ? "this environment" : $"the app {facts.App}")}. A Technical Contact of {facts.App} can turn it on.");
        }

        var next = Of(facts, licence).FirstOrDefault(e => e.State == StepState.Next);
        if (next?.Step == TimelineStep.Licence && facts.CredentialsTaken is null)
            return (EnvironmentState.Blocked, licence.Status);
        return (EnvironmentState.Enabled, next is null ? "It takes part; its first event was seen." : $"{next.Text} Next: {next.WhoseMove}.");
    }

    private static IEnumerable<(TimelineStep, bool Done, DateTimeOffset? At, string Text, string ToDo, string Move)> Steps(
        TimelineFacts facts, LicenceDetails licence)
    {
        var team = $"who deploys {facts.Environment}";
        yield return facts.Kind == AppKind.Free
            ? (TimelineStep.Licence, true, null, "A Free app needs no licence.", "", "")
            : (TimelineStep.Licence, licence.IsValid, licence.Since, licence.Status, licence.Status, "an Admin");
        yield return (TimelineStep.AppEnabled, facts.AppEnabled, facts.AppSwitched, $"The event broker is on for {facts.App}.",
            $"Turn the event broker on for the app {facts.App}.", Contact(facts));
        yield return (TimelineStep.EnvironmentEnabled, facts.EnvironmentEnabled, facts.EnvironmentSwitched,
            "The event broker is on for this environment.", "Turn the event broker on for this environment.", Contact(facts));
        yield return (TimelineStep.CredentialsTaken, facts.CredentialsTaken is not null, facts.CredentialsTaken,
            "Credentials were taken.",
            facts.CredentialsRemoved
                ? "The credentials ended when the event broker was switched off: take new ones."
                : "Take credentials and put them into the app's deployment.",
            Contact(facts));
        yield return (TimelineStep.ConfigurationFetched, facts.FirstConfiguration is not null, facts.FirstConfiguration,
            "The app fetched its configuration.",
            facts.LastRefusal is { } refusal
                ? $"The app called for its configuration and was refused: {refusal.Outcome}"
                : "Deploy and start the app: it fetches its configuration then.",
            team);
        yield return (TimelineStep.ChannelsCreated, facts.ChannelsCreated is not null, facts.ChannelsCreated,
            facts.Kind == AppKind.Free ? "The channel of all Free apps is there." : $"Its channels are there in {facts.Space}.",
            facts.Missing is { Count: > 0 } missing
                ? $"Channels are missing in {facts.Space}: {string.Join(", ", missing)}. Start what publishes them first, then restart this app."
                : "The channels are made when the app that publishes is started.",
            team);
        yield return (TimelineStep.FirstEvent, facts.FirstEvent is not null, facts.FirstEvent, "An event was seen in its channels.",
            "No event was seen in its channels yet. Let the app publish one.", team);
    }

    private static string Contact(TimelineFacts facts) => $"a Technical Contact of {facts.App}";
}
