using EventBrokerManager.Broker;
using EventBrokerManager.Landscape.Security;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Landscape.Security;

public sealed class DesiredSecurityTests
{
    private static readonly Guid Organisation = Guid.NewGuid();
    private static readonly Guid Space = Guid.NewGuid();
    private static readonly Guid Placed = Guid.NewGuid();
    private static readonly Guid Shipped = Guid.NewGuid();

    [Fact]
    public void Of_PublishOnly_WritesItsTopicAndNothingElse()
    {
        var desired = DesiredSecurity.Of(Organisation, [Environment(new AllowedEvent(Placed, Publish: true, Subscribe: false))]);

        Assert.Equal(["user-1"], desired.Users);
        Assert.Equal([new("user-1", AclResource.Topic, Names.Topic(Placed, Space), false, AclRight.Write)], desired.Acls);
    }

    [Fact]
    public void Of_Subscribe_ReadsItsTopicAndTheSpacesGroups()
    {
        var desired = DesiredSecurity.Of(Organisation, [Environment(new AllowedEvent(Shipped, Publish: false, Subscribe: true))]);

        Assert.Equal(
            [
                new("user-1", AclResource.Topic, Names.Topic(Shipped, Space), false, AclRight.Read),
                new("user-1", AclResource.Group, Space.ToString("D"), true, AclRight.Read),
            ],
            desired.Acls);
    }

    [Fact]
    public void Of_NeitherDirection_UserWithoutRules()
    {
        var desired = DesiredSecurity.Of(Organisation, [Environment(new AllowedEvent(Placed, false, false))]);

        Assert.Equal(["user-1"], desired.Users);
        Assert.Empty(desired.Acls);
    }

    [Fact]
    public void Of_Off_NoUserAndNoRule()
    {
        var desired = DesiredSecurity.Of(Organisation, [Environment(new AllowedEvent(Placed, true, true)) with { IsOn = false }]);

        Assert.Empty(desired.Users);
        Assert.Empty(desired.Acls);
    }

    [Fact]
    public void Of_RotatedAndMoved_EachUserInEachSpace()
    {
        var before = Guid.NewGuid();
        var environment = Environment(new AllowedEvent(Placed, true, false)) with { Users = ["user-1", "user-2"], Spaces = [Space, before] };

        var desired = DesiredSecurity.Of(Organisation, [environment]);

        Assert.Equal(
            new[] { ("user-1", Space), ("user-1", before), ("user-2", Space), ("user-2", before) }
                .Select(p => new BrokerAcl(p.Item1, AclResource.Topic, Names.Topic(Placed, p.Item2), false, AclRight.Write)).ToHashSet(),
            desired.Acls);
    }

    [Fact]
    public void Of_Free_OneTopicAndTheOrganisationsGroups()
    {
        var environment = Environment(new AllowedEvent(Placed, true, false), new AllowedEvent(Shipped, false, true)) with { Kind = AppKind.Free };

        var desired = DesiredSecurity.Of(Organisation, [environment]);

        var topic = $"businessevents.free.{Organisation:N}";
        Assert.Equal(
            [
                new("user-1", AclResource.Topic, topic, false, AclRight.Write),
                new("user-1", AclResource.Topic, topic, false, AclRight.Read),
                new("user-1", AclResource.Group, Organisation.ToString("D"), true, AclRight.Read),
            ],
            desired.Acls);
    }

    [Fact]
    public void Between_Differences_EachInItsPlace()
    {
        var desired = DesiredSecurity.Of(Organisation, [Environment(new AllowedEvent(Placed, true, false)) with { Users = ["kept", "lost"] }]);
        var kept = new BrokerAcl("kept", AclResource.Topic, Names.Topic(Placed, Space), false, AclRight.Write);
        var drift = new BrokerAcl("kept", AclResource.Topic, "somewhere", false, AclRight.Write);

        var change = SecurityChange.Between(desired, ["kept", "gone"], [kept, drift]);

        Assert.Equal([drift], change.DeleteAcls);
        Assert.Equal([kept with { User = "lost" }], change.CreateAcls);
        Assert.Equal(["gone"], change.DeleteUsers);
        Assert.Equal(["lost"], change.LostUsers);
    }

    [Fact]
    public void Between_Agreeing_Nothing()
    {
        var desired = DesiredSecurity.Of(Organisation, [Environment(new AllowedEvent(Placed, true, true))]);

        Assert.True(SecurityChange.Between(desired, [.. desired.Users], [.. desired.Acls]).IsNothing);
    }

    private static SecuredEnvironment Environment(params AllowedEvent[] events) =>
        new(Guid.NewGuid(), AppKind.Licensed, true, ["user-1"], [Space], events);
}
