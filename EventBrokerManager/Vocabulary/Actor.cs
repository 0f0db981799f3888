namespace EventBrokerManager.Vocabulary;

/// <summary>Who asks for something: a person, an API token, or the product itself. Services check the role; pages only hide.</summary>
/// <param name="Name">As it stands in the audit.</param>
public sealed record Actor(string Name, Role Role)
{
    /// <summary>The product acting by itself, such as the demo landscape.</summary>
    public static Actor System { get; } = new("Event Broker Manager", Role.Admin);

    /// <summary>
    /// Which person or token it is, whatever they are called: a person's id, or the token's name. Technical Contacts are known by it.
    /// </summary>
    public string Subject { get => field ?? Name; init; }

    public bool Is(Role atLeast) => Role >= atLeast;

    /// <exception cref="RefusedException">The role is too weak.</exception>
    public void Require(Role atLeast)
    {
        if (!Is(atLeast))
            throw RefusedException.Forbidden($"{Name} has the role {Role.Display()}; this needs {atLeast.Display()}. Ask an Admin of your organisation.");
    }
}
