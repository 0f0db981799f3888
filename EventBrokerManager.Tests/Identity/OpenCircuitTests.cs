using EventBrokerManager.Audit;
using EventBrokerManager.Identity;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventBrokerManager.Tests.Identity;

public sealed class OpenCircuitTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly PeopleChanges _changes = new();
    private readonly People _people;
    private readonly PersonCheck _check;

    public OpenCircuitTests()
    {
        _people = new People(_database, new AuditLog(TimeProvider.System), _changes);
        _check = new PersonCheck(_database, new HostingEnvironment { EnvironmentName = Environments.Production });
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Role_Changed_OpenCircuitHasIt()
    {
        var (ada, tess) = (Add("Ada", Role.Admin), Add("Tess", Role.TechnicalContact));
        using var circuit = Open(tess);
        using var other = Open(ada);
        var changed = Next(circuit);

        await _people.SetRoleAsync(Actor.System, tess.Id, Role.View, CancellationToken.None);

        Assert.Equal(Role.View, ActorOf.Principal((await changed).User).Role);
        Assert.Equal(Role.Admin, ActorOf.Principal((await other.GetAuthenticationStateAsync()).User).Role);
    }

    [Fact]
    public async Task Blocked_OpenCircuitIsSignedOut()
    {
        var tess = Add("Tess", Role.TechnicalContact);
        using var circuit = Open(tess);
        var changed = Next(circuit);

        await _people.SetRoleAsync(Actor.System, tess.Id, Role.Blocked, CancellationToken.None);

        var user = (await changed).User;
        Assert.False(user.Identity!.IsAuthenticated);
        Assert.Equal(RefusalKind.Forbidden, Assert.Throws<RefusedException>(() => ActorOf.Principal(user)).Kind);
    }

    [Fact]
    public async Task LastAdmin_KeepsTheRole()
    {
        var ada = Add("Ada", Role.Admin);
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => _people.SetRoleAsync(Actor.System, ada.Id, Role.View, CancellationToken.None));
        Assert.Equal(RefusalKind.Conflict, refused.Kind);
    }

    [Fact]
    public async Task SetRole_ByTechnicalContact_Forbidden()
    {
        var vic = Add("Vic", Role.View);
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => _people.SetRoleAsync(new Actor("Tess", Role.TechnicalContact), vic.Id, Role.Admin, CancellationToken.None));
        Assert.Equal(RefusalKind.Forbidden, refused.Kind);
    }

    [Fact]
    public async Task Check_PasswordChangedSince_NoLongerThePerson()
    {
        var tess = Add("Tess", Role.View);
        var principal = PersonClaims.Principal(tess);
        Assert.Same(principal, await _check.CurrentAsync(principal, CancellationToken.None));
        await using (var db = _database.CreateDbContext())
        {
            (await db.Users.FindAsync(tess.Id))!.SecurityStamp = "another";
            await db.SaveChangesAsync();
        }
        Assert.Null(await _check.CurrentAsync(principal, CancellationToken.None));
    }

    [Fact]
    public async Task Check_DemoPersonOutsideDevelopment_IsNobody() =>
        Assert.Null(await _check.CurrentAsync(PersonClaims.Principal(Add("Ada Admin", Role.Admin, "demo-ada")), CancellationToken.None));

    private static Task<AuthenticationState> Next(AuthenticationStateProvider circuit)
    {
        var next = new TaskCompletionSource<AuthenticationState>();
        circuit.AuthenticationStateChanged += async state => next.TrySetResult(await state);
        return next.Task;
    }

    private PersonAuthenticationStateProvider Open(Person person)
    {
        var circuit = new PersonAuthenticationStateProvider(NullLoggerFactory.Instance, _check, _changes);
        circuit.SetAuthenticationState(Task.FromResult(new AuthenticationState(PersonClaims.Principal(person))));
        return circuit;
    }

    private Person Add(string name, Role role, string? id = null)
    {
        var person = new Person { Id = id ?? Guid.NewGuid().ToString(), UserName = name, NormalizedUserName = name, DisplayName = name, Role = role, SecurityStamp = "stamp" };
        using var db = _database.CreateDbContext();
        db.Users.Add(person);
        db.SaveChanges();
        return person;
    }
}
