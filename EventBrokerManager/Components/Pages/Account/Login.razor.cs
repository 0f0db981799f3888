using EventBrokerManager.Identity;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Account;

/// <summary>Rendered statically: a sign-in sets a cookie, and an open circuit cannot.</summary>
public sealed partial class Login
{
    private string? _problem;

    [Inject]
    public required SignIn SignIn { get; init; }

    [Inject]
    public required IHostEnvironment Environment { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "password")]
    public Credentials? Input { get; set; }

    [SupplyParameterFromForm(FormName = "demo")]
    public string? Person { get; set; }

    private static string May(Role role) => role switch
    {
        Role.Admin => "may do everything",
        Role.TechnicalContact => "builds, starts and stops bridges",
        _ => "sees everything, changes nothing",
    };

    private async Task SignInAsync() => Go(await SignIn.WithPasswordAsync(Input?.Email, Input?.Password));

    private async Task SignInDemoAsync() => Go(await SignIn.AsDemoPersonAsync(Person));

    private void Go(string? problem)
    {
        _problem = problem;
        if (problem is null)
            Navigation.NavigateTo(LocalUrl.Or(ReturnUrl));
    }

    /// <summary>What the form sends.</summary>
    public sealed class Credentials
    {
        public string? Email { get; set; }
        public string? Password { get; set; }
    }
}
