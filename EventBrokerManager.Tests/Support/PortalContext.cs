using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using EventBrokerManager.Bridges;
using EventBrokerManager.Broker;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace EventBrokerManager.Tests.Support;

/// <summary>Renders pages over fakes, for a person with a role.</summary>
public sealed class PortalContext : BunitContext
{
    private readonly BunitAuthorizationContext _person;

    public PortalContext(Role role = Role.Admin)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<ILandscape>(Landscape);
        Services.AddSingleton<IBridgeService>(Bridges);
        Services.AddSingleton<IBridgeMonitor>(Bridges);
        Services.AddSingleton<IBroker>(Broker);
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<IHostEnvironment>(new FakeEnvironment());
        Services.AddSingleton<Toasts>();
        Services.AddScoped<ActorAccess>();
        _person = this.AddAuthorization();
        Become(role);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public FakeLandscape Landscape { get; } = new();

    public FakeBridges Bridges { get; } = new();

    public FakeBroker Broker { get; } = new();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddDays(10));

    public NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    public Toasts Toasts => Services.GetRequiredService<Toasts>();

    /// <summary>Signs in as Tess with another role.</summary>
    public void Become(Role role)
    {
        _person.SetAuthorized("Tess");
        _person.SetClaims(new Claim(ClaimTypes.Role, role.ToString()));
    }

    /// <summary>Renders a page at an address.</summary>
    public IRenderedComponent<T> Open<T>(string address)
        where T : IComponent
    {
        Navigation.NavigateTo(address);
        return Render<T>();
    }

    private sealed class FakeEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Development;

        public string ApplicationName { get; set; } = "Tests";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } =
            new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
