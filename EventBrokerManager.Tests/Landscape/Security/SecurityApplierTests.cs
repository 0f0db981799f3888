using EventBrokerManager.Broker;
using EventBrokerManager.Landscape.Security;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Tests.Landscape.Environments;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Landscape.Environments.EnablementWorld;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape.Security;

public sealed class SecurityApplierTests : IAsyncLifetime
{
    private readonly EnablementWorld _world = new();
    private Guid _environment;

    private FakeBrokerSecurity Kafka => _world.Fixture.Security;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        await _world.PutAsync(await _world.JoinAsync("Webshop", "Test"), Model("Orders", ("+-", "a", "A")));
        _environment = (await _world.Environments.GetAsync(Vic, "Webshop/Test", default)).Id;
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Apply_Agreeing_TouchesNothing()
    {
        var before = Kafka.Log.Count;

        Assert.Null(await ApplyAsync());

        Assert.Equal(before, Kafka.Log.Count);
    }

    [Fact]
    public async Task Apply_Drift_Repaired()
    {
        var (users, acls) = (Kafka.Users.Keys.ToList(), Kafka.Acls.ToHashSet());
        await Kafka.DeleteAclsAsync([acls.First()], default);
        Kafka.Add(acls.First() with { Name = "somewhere-else" });
        Kafka.AddUser(Names.KafkaUser(_world.Organisation, _environment, 99));

        await ApplyAsync();

        Assert.Equal(acls, Kafka.Acls.ToHashSet());
        Assert.Equal(users, Kafka.Users.Keys);
    }

    [Fact]
    public async Task Apply_SomebodyElsesUsersAndRules_NeverTouched()
    {
        string[] others = ["alice", "ebm-", $"ebm-00000000-{_environment:N}-1", Names.KafkaUser(_world.Organisation, Guid.NewGuid(), 1)];
        foreach (var user in others)
        {
            Kafka.AddUser(user);
            Kafka.Add(new BrokerAcl(user, AclResource.Topic, "theirs", false, AclRight.Write));
        }

        await ApplyAsync();

        Assert.All(others, user => Assert.Contains(user, Kafka.Users.Keys));
        Assert.All(others, user => Assert.Contains(Kafka.Acls, a => a.User == user));
    }

    [Fact]
    public async Task Apply_UserMadeWhileItLooks_NotTakenForALeftover()
    {
        var user = Names.KafkaUser(_world.Organisation, _environment, 2);
        Kafka.BeforeListing = async () =>
        {
            await using var db = _world.Fixture.Database.CreateDbContext();
            db.Credentials.Add(new Credential { EnvironmentId = _environment, Generation = 2, UserName = user, TokenHash = [1], CreatedBy = "Tess" });
            await db.SaveChangesAsync();
            await Kafka.PutUserAsync(user, "secret", default);
        };

        await ApplyAsync();

        Assert.Contains(user, Kafka.Users.Keys);
    }

    private Task<string?> ApplyAsync() => _world.Fixture.Get<ISecurityApplier>().ApplyAsync([_environment], default);
}
