using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Layout;

/// <summary>Product, organisation, space, search, person.</summary>
public sealed partial class TopBar
{
    private string _organisation = "";
    private IReadOnlyList<string> _spaces = [];
    private Actor _actor = new("", Role.Blocked);

    /// <summary>The chosen space's name, from the address; all spaces without it.</summary>
    [SupplyParameterFromQuery(Name = "space")]
    public string? Space { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ILandscape Landscape { get; init; }

    [Inject]
    public required ActorAccess Actors { get; init; }

    private string Initials => string.Concat(_actor.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(p => p[0]));

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _actor = await Actors.GetAsync();
            (_organisation, _) = await Landscape.OrganisationAsync(CancellationToken.None);
            _spaces = [.. (await Landscape.SpacesAsync(_actor, CancellationToken.None)).Select(s => s.Name)];
        }
        catch (RefusedException)
        {
            // The page says what is refused; the bar stays usable without the spaces.
        }
    }

    private void ChooseSpace(ChangeEventArgs change) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("space", change.Value is string { Length: > 0 } space ? space : null));
}
