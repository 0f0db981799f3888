namespace EventBrokerManager.Bridges.Engine;

/// <summary>The steps of a start, in their order, as a person follows them.</summary>
internal sealed class StartChecklist(Action changed)
{
    private readonly List<StartCheck> _checks = [];

    public IReadOnlyList<StartCheck> Snapshot()
    {
        lock (_checks)
            return [.. _checks];
    }

    /// <summary>Adds the step, or moves it on.</summary>
    public void Set(string name, CheckState state, string? detail = null)
    {
        lock (_checks)
        {
            var check = new StartCheck(name, state, detail);
            var index = _checks.FindIndex(other => other.Name == name);
            if (index >= 0)
                _checks[index] = check;
            else
                _checks.Add(check);
        }

        changed();
    }
}
