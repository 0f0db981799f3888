using System.Text.Json;
using EventBrokerManager.Api;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Api;

public sealed class ListTests : IAsyncLifetime
{
    private readonly ApiHost _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task List_Parts_AllItemsOnceInOrder()
    {
        foreach (var name in new[] { "delta", "Alpha", "charlie", "Bravo", "Größe/1" })
            await _api.PostAsync("/spaces", new { name });

        var names = new List<string?>();
        var after = "";
        do
        {
            var page = await _api.GetAsync($"/spaces?limit=2&after={after}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);

        Assert.Equal(["Alpha", "Bravo", "charlie", "delta", "Größe/1"], names);
    }

    [Fact]
    public async Task List_Search_AnyCase()
    {
        foreach (var name in new[] { "Test", "Acceptance" })
            await _api.PostAsync("/spaces", new { name });

        var page = await _api.GetAsync("/spaces?search=ACC");

        Assert.Equal("Acceptance", page.GetProperty("items").EnumerateArray().Single().GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task List_SlashInName_FoundByPath()
    {
        await _api.PostAsync("/spaces", new { name = "a/b c" });

        Assert.Equal("a/b c", (await _api.GetAsync("/spaces/a%2Fb%20c")).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=-5", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("limit=99999999999", "limit")]
    [InlineData("after=%25%25", "after")]
    public async Task List_BadQuery_400AtIt(string query, string field)
    {
        foreach (var list in new[] { "spaces", "audit" })
        {
            var problem = await ApiHost.ProblemAsync(await _api.Client.GetAsync($"/api/v1/{list}?{query}"), 400);

            Assert.Equal([field], ApiHost.Fields(problem));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(null)]
    public void Size_InRange_Taken(int? limit) => Assert.Equal(limit ?? 100, new ListQuery(null, limit, null).Size);

    [Fact]
    public void Page_ItemOfTheCursorGone_GoesOnBehindIt()
    {
        var first = new ListQuery(null, 2, null).Page(["a", "b", "c"], i => i, i => i);

        Assert.Equal(["c", "d"], new ListQuery(null, 2, first.Next).Page(["a", "c", "d"], i => i, i => i).Items);
    }

    [Fact]
    public void Lookup_NameLooksLikeAnotherId_IdWins()
    {
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        (Guid Id, string Name)[] items = [(a, b.Hex()), (b, "x")];

        var found = Lookup.One(items.Select(i => Tuple.Create(i.Id, i.Name)), "thing", b.Hex(), i => i.Item1, i => i.Item2);

        Assert.Equal("x", found.Item2);
    }
}
