using EventBrokerManager.ClientConfigs;
using EventBrokerManager.Landscape;
using EventBrokerManager.Vocabulary;
using System.Text.Json;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape.Environments;

/// <summary>A licensed organisation, and short ways to enable apps and to make their configuration calls.</summary>
public sealed class EnablementWorld : IAsyncLifetime
{
    public LandscapeFixture Fixture { get; } = new();

    public Guid Organisation { get; private set; }

    public IApps Apps => Fixture.Get<IApps>();

    public IEnvironments Environments => Fixture.Get<IEnvironments>();

    public ICredentials Credentials => Fixture.Get<ICredentials>();

    public IClientConfigs Configs => Fixture.Get<IClientConfigs>();

    public async Task InitializeAsync()
    {
        Organisation = await Fixture.SeedAsync();
        await Fixture.Get<ILicence>().SetAsync(Ada, "eu-central-1", null, default);
    }

    public async Task DisposeAsync() => await Fixture.DisposeAsync();

    /// <summary>An app of Tess, on, with an environment that is on.</summary>
    public async Task<EnvironmentDetails> EnableAsync(string app, string environment, AppKind kind = AppKind.Licensed)
    {
        if ((await Apps.ListAsync(Vic, default)).All(a => a.Name != app))
            await Apps.CreateAsync(Tess, new AppRequest(app, kind), default);
        await Apps.SwitchAsync(Tess, app, true, default);
        await Environments.CreateAsync(Tess, app, environment, default);
        return (await Environments.SwitchAsync(Tess, $"{app}/{environment}", true, default)).Value;
    }

    /// <summary>As <see cref="EnableAsync"/>, with credentials.</summary>
    public async Task<IssuedCredentials> JoinAsync(string app, string environment, AppKind kind = AppKind.Licensed)
    {
        await EnableAsync(app, environment, kind);
        return await Credentials.IssueAsync(Tess, $"{app}/{environment}", default);
    }

    public Task<ClientConfiguration> PutAsync(IssuedCredentials credentials, string dependencies) =>
        PutAsync(credentials.ClientConfigUrl.Split('/')[^1], credentials.ClientConfigAuthToken, dependencies);

    public Task<ClientConfiguration> PutAsync(string environment, string? token, string dependencies) => PutRawAsync(
        environment, token, JsonSerializer.Serialize(new { dependencies }));

    public Task<ClientConfiguration> PutRawAsync(string environment, string? token, string body, string? version = "1") => Configs.PutAsync(
        new ConfigurationRequest(environment, token, "127.0.0.1", version, _ => Task.FromResult<ReadOnlyMemory<byte>>(System.Text.Encoding.UTF8.GetBytes(body))),
        default);

    /// <summary>A document of a service whose channels have these keys; a plus publishes, a minus subscribes.</summary>
    public static string Model(string title, params (string Use, string Key, string Event)[] events) => JsonSerializer.Serialize(new
    {
        asyncapi = "2.6.0",
        info = new { title, version = "1.0.0" },
        channels = events.ToDictionary(e => e.Key, e => e.Use switch
        {
            "+" => (object)new { subscribe = Operation(e.Event) },
            "-" => new { publish = Operation(e.Event) },
            _ => new { subscribe = Operation(e.Event), publish = Operation(e.Event) },
        }),
    });

    private static object Operation(string name) => new
    {
        message = new { name, payload = new { type = "object", properties = new { number = new { type = "string" } } } },
    };
}
