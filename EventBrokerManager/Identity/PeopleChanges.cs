namespace EventBrokerManager.Identity;

/// <summary>
/// Tells open circuits of this process that a person was changed, so that it takes effect at once. Another instance notices with
/// its next check, within a minute.
/// </summary>
internal sealed class PeopleChanges
{
    /// <summary>Raised with the person's id after the change was saved. Handlers must not throw.</summary>
    public event Action<string>? Changed;

    public void Publish(string personId) => Changed?.Invoke(personId);
}
