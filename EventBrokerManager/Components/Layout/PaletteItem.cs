using EventBrokerManager.Bridges;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Components.Layout;

/// <summary>Something that the command palette finds.</summary>
/// <param name="Kind">The heading that it stands under.</param>
/// <param name="Note">What tells it from others of the same name.</param>
/// <param name="Words">Further words that find it, such as a topic.</param>
public sealed record PaletteItem(string Kind, string Name, string Note, string Href, string Words = "")
{
    private const int MostOfAKind = 8;

    /// <summary>
    /// What contains every word of <paramref name="text"/>; names that begin with it first, eight of a kind at most.
    /// Without a text: the pages and commands.
    /// </summary>
    public static List<PaletteItem> Find(IReadOnlyList<PaletteItem> all, string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kinds = all.Select(i => i.Kind).Distinct().ToList();
        return
        [
            .. all
                .Where(i => words.Length == 0 ? i.Kind is "Pages" or "Commands" : words.All(i.Has))
                .OrderBy(i => kinds.IndexOf(i.Kind))
                .ThenBy(i => i.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
                .GroupBy(i => i.Kind)
                .SelectMany(g => g.Take(MostOfAKind)),
        ];
    }

    public static List<PaletteItem> Commands(Actor actor, bool development)
    {
        IEnumerable<PortalPage> pages = development ? [.. PortalPages.Listed, PortalPages.LocalQueues] : PortalPages.Listed;
        var items = pages.Select(p => new PaletteItem("Pages", p.Name, p.Purpose, p.Path)).ToList();
        if (actor.Is(Role.TechnicalContact))
        {
            items.Add(new PaletteItem("Commands", "Create a bridge", "", "/bridges/new", "new add"));
            items.Add(new PaletteItem("Commands", "Create a channel", "", "/channels?create=true", "new add topic"));
        }

        return items;
    }

    public static IEnumerable<PaletteItem> Of(IEnumerable<BridgeDetails> bridges) => bridges.Select(b => new PaletteItem(
        "Bridges", b.Name, $"{b.Space} · {b.Status.State}", Links.Bridge(b.Id),
        string.Join(' ', b.Connections.Select(c => $"{c.Event} {c.Target}"))));

    public static IEnumerable<PaletteItem> Of(IEnumerable<ServiceDetails> services) => services.SelectMany(s => s.Events.Select(e =>
        new PaletteItem("Events", e.Name, $"{s.Name} {s.Version}", Links.Event(e.Id), string.Join(' ', e.Attributes.Select(a => a.Name)))));

    public static IEnumerable<PaletteItem> Of(IEnumerable<ChannelDetails> channels) => channels.Select(c => new PaletteItem(
        "Channels", $"{c.Event} in {c.Space}", c.Service, Links.Channels(c.Event, c.Space), c.Topic));

    public static IEnumerable<PaletteItem> Of(IEnumerable<SpaceDetails> spaces) => spaces.Select(s => new PaletteItem(
        "Spaces", s.Name, $"{s.Channels} channels, {s.Bridges} bridges", $"/spaces?search={Uri.EscapeDataString(s.Name)}"));

    private bool Has(string word) =>
        Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || Note.Contains(word, StringComparison.OrdinalIgnoreCase)
        || Words.Contains(word, StringComparison.OrdinalIgnoreCase);
}
