using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using EventBrokerManager.Audit;
using EventBrokerManager.Bridges;
using EventBrokerManager.Bridges.DeadLetters;
using EventBrokerManager.Broker;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Persistence;
using EventBrokerManager.Tests.Bridges;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace EventBrokerManager.Tests.Components.Bridges;

/// <summary>The bridges' pages on real services and a real database; Kafka and the engine are fakes. Tess, a Technical Contact, is signed in.</summary>
public abstract class BridgePages : BunitContext
{
    private readonly BridgeWorld _world = new();
    private readonly BunitAuthorizationContext _user;

    protected BridgePages()
    {
        using (var db = _world.Database.CreateDbContext())
        {
            db.Organisations.Single().Region = BridgeWorld.Region;
            db.SaveChanges();
        }

        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Sqs:PrincipalArn", (string?)"arn:aws:iam::123456789012:role/bridge")]).Build());
        Services.AddSingleton<IDbContextFactory<LandscapeDb>>(_world.Database);
        Services.AddSingleton<IBroker>(new FakeBroker());
        Services.AddSingleton<IBridgeEngine>(_world.Engine).AddSingleton<IBridgeMonitor>(_world.Engine).AddSingleton<IRedriveEngine>(_world.Engine);
        Services.AddAudit().AddLandscape().AddBridges().AddScoped<Toasts>().AddScoped<ActorAccess>();
        _user = this.AddAuthorization();
        SignIn("Tess Cole", Role.TechnicalContact);
        SetRendererInfo(new RendererInfo("Server", true));
    }

    private protected BridgeWorld World => _world;

    private protected FakeBridgeEngine Engine => _world.Engine;

    protected void SignIn(string name, Role role)
    {
        _user.SetAuthorized(name);
        _user.SetClaims(new Claim(ClaimTypes.NameIdentifier, "id-of-" + name), new Claim(ClaimTypes.Role, role.ToString()));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _world.Dispose();
    }
}
