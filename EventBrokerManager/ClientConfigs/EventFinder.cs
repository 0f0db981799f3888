using EventBrokerManager.AsyncApi;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.ClientConfigs;

/// <summary>Finds the events of a model, and adds those that nobody named before. One per call.</summary>
internal sealed class EventFinder(LandscapeDb db, App app, DateTimeOffset now)
{
    private List<ServiceEvent> _known = [];
    private List<Service> _services = [];

    /// <summary>Reads what the documents may mean, in two queries.</summary>
    public async Task LoadAsync(IReadOnlyList<AsyncDocument> documents, CancellationToken cancellation)
    {
        var titles = documents.SelectMany(d => Titles(d.Title).Take(8)).Select(Names.Key).Distinct().ToList();
        var keys = documents.SelectMany(d => d.Events).Select(e => e.ChannelKey).Distinct().ToList();
        var ids = documents.SelectMany(d => d.Events).Select(e => e.ChannelId).OfType<Guid>().Distinct().ToList();
        _services = await db.Services.Include(s => s.Events).Where(s => titles.Contains(s.NameKey)).ToListAsync(cancellation);
        _known = await db.Events.Include(e => e.Service).Where(e => keys.Contains(e.ChannelKey!) || ids.Contains(e.Id)).ToListAsync(cancellation);
    }

    /// <summary>
    /// An event is known by its channel's key where that is an id, because such keys are unique in the world; else by the
    /// document's title. Its name must be the same either way.
    /// </summary>
    public ServiceEvent FindOrAdd(AsyncDocument document, AsyncEvent wanted)
    {
        var found = wanted.ChannelId is { } id
            ? _known.Find(e => e.Name == wanted.Name && (e.Id == id || e.ChannelKey == wanted.ChannelKey))
            : Titles(document.Title).Take(2).Reverse().Select(t => _services.Find(s => s.NameKey == Names.Key(t)))
                .Select(s => s?.Events.Find(e => e.Name == wanted.Name)).FirstOrDefault(e => e is not null);
        found ??= Add(document, wanted);
        if (wanted.Publish)
            Define(found, document, wanted);
        return found;
    }

    private ServiceEvent Add(AsyncDocument document, AsyncEvent wanted)
    {
        var service = Place(document, wanted);
        var taken = wanted.ChannelId is not { } id || _known.Exists(e => e.Id == id);
        var added = new ServiceEvent
        {
            // Several events may share a channel in the document; each lives in a channel of its own here.
            Id = taken ? Guid.NewGuid() : wanted.ChannelId!.Value,
            ServiceId = service.Id,
            Name = wanted.Name,
            ChannelKey = wanted.ChannelKey,
            Undefined = true,
            Version = document.Version,
            Attributes = Attributes(wanted),
        };
        db.Events.Add(added);
        if (!service.Events.Contains(added))
            service.Events.Add(added);
        _known.Add(added);
        return added;
    }

    /// <summary>The first app that publishes an event that nobody defined owns it; the owner's newest model describes it.</summary>
    private void Define(ServiceEvent found, AsyncDocument document, AsyncEvent wanted)
    {
        if (found.Undefined)
        {
            (found.Undefined, found.OwnerId) = (false, app.Id);
            var service = _services.Find(s => s.Id == found.ServiceId) ?? found.Service;
            if (service is { AppId: null } && service.Events.TrueForAll(e => e == found || e.Undefined || e.OwnerId == app.Id))
                service.AppId = app.Id;
        }

        if (found.OwnerId != app.Id)
            return;
        (found.Retired, found.ChannelKey, found.Version) = (null, wanted.ChannelKey, document.Version);
        if (!found.Attributes.Select(a => (a.Name, a.Type)).SequenceEqual(wanted.Attributes.Select(a => (a.Name, a.Type))))
            found.Attributes = Attributes(wanted);
        if (_services.Find(s => s.Id == found.ServiceId) is { } owned && owned.AppId == app.Id)
            owned.Version = document.Version;
    }

    /// <summary>The service for a new event: the document's title, unless somebody else has a service of that name.</summary>
    private Service Place(AsyncDocument document, AsyncEvent wanted)
    {
        foreach (var title in Titles(document.Title))
        {
            var key = Names.Key(title);
            if (_services.Find(s => s.NameKey == key) is not { } service)
            {
                service = new Service { Name = title, NameKey = key, Version = document.Version, Created = now };
                db.Services.Add(service);
                _services.Add(service);
                return service;
            }

            var free = service.Events.TrueForAll(e => e.Name != wanted.Name);
            if (free && (!wanted.Publish || service.AppId == app.Id || (service.AppId is null && service.Events.TrueForAll(e => e.Undefined))))
                return service;
        }

        throw new InvalidOperationException("Titles never end.");
    }

    /// <summary>The title, then the title with the app's name, then numbered.</summary>
    private IEnumerable<string> Titles(string title)
    {
        yield return title;
        yield return $"{title} ({app.Name})";
        for (var number = 2; ; number++)
            yield return $"{title} ({app.Name} {number})";
    }

    private static List<EventAttribute> Attributes(AsyncEvent wanted) =>
        [.. wanted.Attributes.Select(a => new EventAttribute { Name = a.Name, Type = a.Type })];
}
