using EventBrokerManager.Landscape;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Components.Pages.Spaces;

/// <summary>Who can exchange events with whom: each space with what is in it.</summary>
public sealed partial class SpacesPage
{
    private IReadOnlyList<SpaceDetails> _spaces = [];
    private IReadOnlyList<SpaceDetails> _rows = [];
    private bool _creating;
    private string _name = "";

    [SupplyParameterFromQuery(Name = "search")]
    public string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [Inject]
    public required ILandscape Landscape { get; init; }

    protected override Task OnInitializedAsync() => ReloadAsync();

    protected override void OnParametersSet() => Filter();

    private async Task ReloadAsync()
    {
        await LoadAsync(async (actor, gone) => _spaces = await Landscape.SpacesAsync(actor, gone));
        Filter();
    }

    private void Filter()
    {
        var found = _spaces.Where(s => Search is null || Contains(s.Name) || s.Environments.Any(Contains));
        var down = Sort?.StartsWith('-') == true;
        IOrderedEnumerable<SpaceDetails> By<T>(Func<SpaceDetails, T> key) => down ? found.OrderByDescending(key) : found.OrderBy(key);
        _rows =
        [
            .. (Sort?.TrimStart('-') switch
            {
                "channels" => By(s => s.Channels),
                "bridges" => By(s => s.Bridges),
                "created" => By(s => s.Created),
                _ => By(s => s.Name.ToUpperInvariant()),
            }).ThenBy(s => s.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private bool Contains(string text) => text.Contains(Search!, StringComparison.OrdinalIgnoreCase);

    private void OpenCreate()
    {
        (_creating, _name) = (true, "");
        ForgetProblems();
    }

    private async Task CreateAsync()
    {
        var name = _name;
        var done = await RunAsync(
            (actor, gone) => Landscape.CreateSpaceAsync(actor, name, gone), $"The space {name.Trim()} is there.", inDialog: true);
        if (!done)
            return;
        _creating = false;
        await ReloadAsync();
    }
}
