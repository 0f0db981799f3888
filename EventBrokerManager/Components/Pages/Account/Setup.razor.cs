using EventBrokerManager.Identity;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Account;

/// <summary>Makes the first administrator and signs them in. Reached only while there is none.</summary>
public sealed partial class Setup
{
    private string? _problem;
    private IReadOnlyList<FieldProblem> _problems = [];

    [Inject]
    public required SignIn SignIn { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromForm(FormName = "setup")]
    public Form? Input { get; set; }

    private async Task CreateAsync()
    {
        try
        {
            await SignIn.AsFirstAdministratorAsync(new FirstAdministratorRequest(Input?.Code, Input?.Email, Input?.Name, Input?.Password));
        }
        catch (RefusedException e)
        {
            _problems = e.Problems;
            _problem = e.Problems.Count == 0 ? e.Message : null;
            return;
        }
        Navigation.NavigateTo("/");
    }

    /// <summary>What the form sends.</summary>
    public sealed class Form
    {
        public string? Code { get; set; }
        public string? Email { get; set; }
        public string? Name { get; set; }
        public string? Password { get; set; }
    }
}
