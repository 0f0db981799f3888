using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace EventBrokerManager.Identity;

/// <summary>
/// Keeps an open circuit true to the database: a blocked person is out and a changed role counts as soon as it is saved, and at the
/// latest with the check of every minute.
/// </summary>
internal sealed class PersonAuthenticationStateProvider : RevalidatingServerAuthenticationStateProvider
{
    private readonly PersonCheck _check;
    private readonly PeopleChanges _changes;
    private readonly ILogger _logger;

    public PersonAuthenticationStateProvider(ILoggerFactory loggers, PersonCheck check, PeopleChanges changes)
        : base(loggers)
    {
        _check = check;
        _changes = changes;
        _logger = loggers.CreateLogger<PersonAuthenticationStateProvider>();
        _changes.Changed += OnChanged;
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var current = await _check.CurrentAsync(authenticationState.User, cancellationToken);
        if (current is null)
            return false;
        if (!ReferenceEquals(current, authenticationState.User))
            Set(current);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _changes.Changed -= OnChanged;
        base.Dispose(disposing);
    }

    private async void OnChanged(string personId)
    {
        try
        {
            var state = await GetAuthenticationStateAsync();
            if (state.User.FindFirstValue(ClaimTypes.NameIdentifier) != personId)
                return;
            if (!await ValidateAuthenticationStateAsync(state, CancellationToken.None))
                Set(new ClaimsPrincipal(new ClaimsIdentity()));
        }
        catch (Exception e)
        {
            _logger.LogError(e, "A change of person {Person} did not reach an open page; the check of the next minute will.", personId);
        }
    }

    private void Set(ClaimsPrincipal user) => SetAuthenticationState(Task.FromResult(new AuthenticationState(user)));
}
