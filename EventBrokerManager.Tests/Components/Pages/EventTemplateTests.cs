using System.Text.Json;
using EventBrokerManager.Components.Pages.LocalQueues;
using EventBrokerManager.Landscape;

namespace EventBrokerManager.Tests.Components.Pages;

public sealed class EventTemplateTests
{
    private static readonly EventDetails Item = new(Guid.NewGuid(), "OrderPlaced", "Orders", "1.0",
        [new("orderNumber", "String"), new("quantity", "Integer"), new("paid", "Boolean"), new("placedAt", "DateTime")], [], []);

    [Fact]
    public void Of_Event_RequiredCloudEventsAttributes()
    {
        var id = Guid.NewGuid();
        var attributes = EventTemplate.Of(Item, DateTimeOffset.UnixEpoch, id).Attributes.ToDictionary(a => a.Name, a => a.Text);

        Assert.Equal("1.0", attributes["ce_specversion"]);
        Assert.Equal(id.ToString(), attributes["ce_id"]);
        Assert.Equal("OrderPlaced", attributes["ce_type"]);
        Assert.False(string.IsNullOrEmpty(attributes["ce_source"]));
    }

    [Fact]
    public void Of_Event_BodyHasEachFieldInItsType()
    {
        using var body = JsonDocument.Parse(EventTemplate.Of(Item, DateTimeOffset.UnixEpoch, Guid.NewGuid()).Body);

        Assert.Equal(JsonValueKind.String, body.RootElement.GetProperty("orderNumber").ValueKind);
        Assert.Equal(1, body.RootElement.GetProperty("quantity").GetInt32());
        Assert.True(body.RootElement.GetProperty("paid").GetBoolean());
        Assert.Equal("1970-01-01T00:00:00Z", body.RootElement.GetProperty("placedAt").GetString());
    }

    [Fact]
    public void Parse_ItsOwnText_TheSameAttributes()
    {
        var template = EventTemplate.Of(Item, DateTimeOffset.UnixEpoch, Guid.NewGuid());

        Assert.Equal(template.Attributes, EventTemplate.Parse(template.AttributeText()));
    }

    [Fact]
    public void Parse_ValueWithColons_EmptyLinesLeftOut() =>
        Assert.Equal(
            [("ce_source", "urn:a:b")],
            EventTemplate.Parse("\nce_source: urn:a:b\r\n\nno colon\n").Select(a => (a.Name, a.Text!)));
}
