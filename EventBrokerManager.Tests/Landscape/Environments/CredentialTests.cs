using EventBrokerManager.ClientConfigs;
using EventBrokerManager.Landscape;
using EventBrokerManager.Landscape.Environments;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape.Environments;

public sealed class CredentialTests : IAsyncLifetime
{
    private const string Environment = "Webshop/Test";
    private readonly EnablementWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Issue_Ready_UserInKafkaAndSecretsNowhere()
    {
        var issued = await _world.JoinAsync("Webshop", "Test");

        var environment = await _world.Environments.GetAsync(Vic, Environment, default);
        Assert.Equal(Names.KafkaUser(_world.Organisation, environment.Id, 1), issued.UserName);
        Assert.Equal(issued.Password, _world.Fixture.Security.Users[issued.UserName]);
        Assert.Equal(("kafka-1.example.com:9093", $"https://events.example.com/client-configs/{environment.Id:N}", false),
            (issued.ServerUrl, issued.ClientConfigUrl, issued.ApplyLimits));
        await using var db = _world.Fixture.Database.CreateDbContext();
        var everything = string.Join('\n', (await db.Audit.ToListAsync()).Select(a => a.After + a.Before));
        var row = await db.Credentials.SingleAsync();
        Assert.Equal(Secrets.Hash(issued.ClientConfigAuthToken), row.TokenHash);
        Assert.Contains(issued.UserName, everything);
        Assert.DoesNotContain(issued.Password, everything);
        Assert.DoesNotContain(issued.ClientConfigAuthToken, everything);
    }

    [Fact]
    public async Task Issue_NotReady_ConflictNamesAllThatIsMissing()
    {
        await _world.Apps.CreateAsync(Tess, new AppRequest("Webshop", AppKind.Licensed), default);
        await _world.Environments.CreateAsync(Tess, "Webshop", "Test", default);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => _world.Credentials.IssueAsync(Tess, Environment, default));

        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Contains("for the app Webshop", refused.Message);
        Assert.Contains("for the environment Test", refused.Message);
        Assert.Empty(_world.Fixture.Security.Users);
    }

    [Fact]
    public async Task Issue_LicenceExpired_RunningGoesOnAndNothingNew()
    {
        var issued = await _world.JoinAsync("Webshop", "Test");
        await _world.PutAsync(issued, Orders("A"));
        await _world.Fixture.Get<ILicence>().SetAsync(Ada, "eu-central-1", _world.Fixture.Time.GetUtcNow(), default);

        var answer = await _world.PutAsync(issued, EnablementWorld.Model("Orders", ("+", "a", "A"), ("+", "b", "B")));

        Assert.Equal(["A"], answer.Publish.Events.Select(e => e.EventName));
        Assert.Single(await _world.Fixture.Landscape.ChannelsAsync(Vic, false, default));
        var environment = await _world.Environments.GetAsync(Vic, Environment, default);
        Assert.Equal(EnvironmentState.Enabled, environment.State);
        Assert.Contains("no valid licence", environment.Calls[0].Outcome);
        Assert.Contains("expired", (await Assert.ThrowsAsync<RefusedException>(() => _world.Credentials.IssueAsync(Tess, Environment, default))).Message);
    }

    [Theory]
    [InlineData(true, RefusalKind.Unavailable)]
    [InlineData(false, RefusalKind.Conflict)]
    public async Task Issue_KafkaFails_NothingCountsAndNextTryWorks(bool away, RefusalKind kind)
    {
        await _world.EnableAsync("Webshop", "Test");
        (_world.Fixture.Security.Away, _world.Fixture.Security.Refusal) = (away, away ? null : "Not authorised.");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => _world.Credentials.IssueAsync(Tess, Environment, default));

        Assert.Equal(kind, refused.Kind);
        Assert.Empty((await _world.Environments.GetAsync(Vic, Environment, default)).Credentials);
        (_world.Fixture.Security.Away, _world.Fixture.Security.Refusal) = (false, null);
        Assert.EndsWith("-2", (await _world.Credentials.IssueAsync(Tess, Environment, default)).UserName);
    }

    [Fact]
    public async Task Rotate_InUse_BothWorkUntilTheNewIsUsedAndAWhileLonger()
    {
        var first = await _world.JoinAsync("Webshop", "Test");
        await _world.PutAsync(first, Orders("A"));

        var second = await _world.Credentials.IssueAsync(Tess, Environment, default);
        _world.Fixture.Time.Advance(TimeSpan.FromDays(30));
        await _world.PutAsync(first, Orders("A"));
        await _world.PutAsync(second, Orders("A"));
        _world.Fixture.Time.Advance(ClientConfigService.Overlap - TimeSpan.FromSeconds(1));
        await _world.PutAsync(first, Orders("A"));
        Assert.Equal(2, _world.Fixture.Security.Users.Count);
        Assert.Equal(2, _world.Fixture.Security.Acls.Select(a => a.User).Distinct().Count());

        _world.Fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.Fixture.Hosted<EnvironmentWatch>().LookAsync(default);

        Assert.Equal([second.UserName], _world.Fixture.Security.Users.Keys);
        Assert.Equal([second.UserName], _world.Fixture.Security.Acls.Select(a => a.User).Distinct());
        var refused = await Assert.ThrowsAsync<ConfigurationRefusedException>(() => _world.PutAsync(first, Orders("A")));
        Assert.Equal(ConfigurationRefusal.Unauthorised, refused.Kind);
        Assert.Contains("ended on", (await _world.Environments.GetAsync(Vic, Environment, default)).Calls[0].Outcome);
        await _world.PutAsync(second, Orders("A"));
    }

    [Fact]
    public async Task Rotate_NeverUsed_EndsAtOnce()
    {
        var first = await _world.JoinAsync("Webshop", "Test");

        var second = await _world.Credentials.IssueAsync(Tess, Environment, default);

        Assert.Equal([second.UserName], _world.Fixture.Security.Users.Keys);
        await Assert.ThrowsAsync<ConfigurationRefusedException>(() => _world.PutAsync(first, ""));
    }

    [Fact]
    public async Task Issue_AtOnce_EachHasItsOwn()
    {
        await _world.EnableAsync("Webshop", "Test");

        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _world.Credentials.IssueAsync(Tess, Environment, default))));

        Assert.Distinct(all.Select(c => c.UserName));
        var live = (await _world.Environments.GetAsync(Vic, Environment, default)).Credentials.Select(c => c.UserName).ToList();
        Assert.Contains(live, u => u.EndsWith("-4", StringComparison.Ordinal));
        Assert.Equal(live, _world.Fixture.Security.Users.Keys.Order());
    }

    [Fact]
    public async Task Issue_ProcessEndedInTheMiddle_UserGoesLater()
    {
        var issued = await _world.JoinAsync("Webshop", "Test");
        var environment = await _world.Environments.GetAsync(Vic, Environment, default);
        var user = Names.KafkaUser(_world.Organisation, environment.Id, 2);
        await using (var db = _world.Fixture.Database.CreateDbContext())
        {
            db.Credentials.Add(new Credential
            {
                EnvironmentId = environment.Id, Generation = 2, UserName = user, TokenHash = [1], CreatedBy = "Tess", Created = _world.Fixture.Time.GetUtcNow(),
            });
            await db.SaveChangesAsync();
        }

        _world.Fixture.Security.AddUser(user);
        await _world.Fixture.Hosted<EnvironmentWatch>().LookAsync(default);
        Assert.Contains(user, _world.Fixture.Security.Users.Keys);
        _world.Fixture.Time.Advance(TimeSpan.FromMinutes(11));
        await _world.Fixture.Hosted<EnvironmentWatch>().LookAsync(default);

        Assert.Equal([issued.UserName], _world.Fixture.Security.Users.Keys);
    }

    [Fact]
    public async Task Revoke_One_TheOthersStay()
    {
        var first = await _world.JoinAsync("Webshop", "Test");
        await _world.PutAsync(first, Orders("A"));
        var second = await _world.Credentials.IssueAsync(Tess, Environment, default);

        await _world.Credentials.RevokeAsync(Tess, Environment, 1, default);

        Assert.Equal([second.UserName], _world.Fixture.Security.Users.Keys);
        await Assert.ThrowsAsync<ConfigurationRefusedException>(() => _world.PutAsync(first, Orders("A")));
        await _world.PutAsync(second, Orders("A"));
        await _world.Credentials.RevokeAsync(Tess, Environment, null, default);
        Assert.Empty(_world.Fixture.Security.Users);
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => _world.Credentials.RevokeAsync(Tess, Environment, null, default))).Kind);
    }

    [Fact]
    public async Task SwitchedOffAndOn_OldCredentials_ForbiddenUntilNewOnes()
    {
        var first = await _world.JoinAsync("Webshop", "Test");
        await _world.PutAsync(first, Orders("A"));
        await _world.Environments.SwitchAsync(Tess, Environment, false, default);
        await _world.Environments.SwitchAsync(Tess, Environment, true, default);

        var refused = await Assert.ThrowsAsync<ConfigurationRefusedException>(() => _world.PutAsync(first, Orders("A")));

        Assert.Equal(ConfigurationRefusal.Forbidden, refused.Kind);
        Assert.Contains("takes new ones", refused.Message);
        var timeline = (await _world.Environments.GetAsync(Vic, Environment, default)).Timeline;
        Assert.Contains("ended when", timeline.Single(e => e.State == StepState.Next).Text);
        await _world.PutAsync(await _world.Credentials.IssueAsync(Tess, Environment, default), Orders("A"));
        Assert.NotEmpty(_world.Fixture.Security.Acls);
    }

    [Fact]
    public async Task SwitchedOffAndOn_KafkaEnforcesNothing_OldOnesGoOn()
    {
        _world.Fixture.Security.Enforces = false;
        var first = await _world.JoinAsync("Webshop", "Test");
        await _world.Environments.SwitchAsync(Tess, Environment, false, default);
        await _world.Environments.SwitchAsync(Tess, Environment, true, default);

        Assert.Single((await _world.PutAsync(first, Orders("A"))).Publish.Events);
        Assert.Empty(_world.Fixture.Security.Log);
        Assert.Contains((await _world.Environments.GetAsync(Vic, Environment, default)).Notes, n => n.Contains("not enforced"));
    }

    private static string Orders(string @event) => EnablementWorld.Model("Orders", ("+", @event.ToLowerInvariant(), @event));
}
