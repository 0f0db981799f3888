using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape.Apps;

/// <summary>What apps and environments may be called, and who may change them.</summary>
internal static class AppRules
{
    /// <summary>The slash stays out, because <c>app/environment</c> is how an environment is named.</summary>
    public static string? NameProblem(string? name, string what = "The name") =>
        NameRules.Problem(name, what)
        ?? (name!.Contains('/') ? $"{what} contains a slash, which stands between an app and its environment. Choose another one." : null);

    /// <summary>An environment as people name it.</summary>
    public static string Display(this AppEnvironment environment) => $"{environment.App.Name}/{environment.Name}";

    /// <summary>Sees to it that somebody may change the app: one of its Technical Contacts, or an Admin.</summary>
    /// <param name="app">With its contacts.</param>
    /// <exception cref="RefusedException">They may not.</exception>
    public static void RequireContact(this Actor actor, App app)
    {
        actor.Require(Role.TechnicalContact);
        if (!actor.Is(Role.Admin) && !app.Contacts.Any(c => c.Subject == actor.Subject))
        {
            throw RefusedException.Forbidden(
                $"{actor.Name} is no Technical Contact of {app.Name}. Ask one of them, or an Admin, to do it or to make you one.");
        }
    }
}
