using Bunit;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Components;

namespace EventBrokerManager.Tests.Components.Shared;

public sealed class PartsTests : IDisposable
{
    private readonly PortalContext _portal = new();

    public void Dispose() => _portal.Dispose();

    [Theory]
    [InlineData(BridgeState.Running, "run")]
    [InlineData(BridgeState.Retrying, "ret")]
    [InlineData(BridgeState.Failed, "fai")]
    [InlineData(BridgeState.Stopped, "idl")]
    [InlineData(BridgeState.Reconfiguring, "act")]
    public void StateBadge_AnyState_IconWordAndColour(BridgeState state, string css)
    {
        var badge = _portal.Render<StateBadge>(p => p.Add(b => b.State, state)).Find(".st");

        Assert.Equal(state.ToString(), badge.TextContent.Trim());
        Assert.Contains(css, badge.ClassList);
        Assert.NotNull(badge.QuerySelector("svg[aria-hidden=true] path"));
    }

    [Fact]
    public void Ago_Past_RelativeWithTheAbsoluteTime()
    {
        var at = _portal.Time.GetUtcNow().AddMinutes(-3);
        var time = _portal.Render<Ago>(p => p.Add(a => a.At, at).Add(a => a.Suffix, " ago")).Find("time");

        Assert.Equal("3 min ago", time.TextContent);
        Assert.Equal("1970-01-10 23:57:00 UTC", time.GetAttribute("title"));
        Assert.Equal("1970-01-10T23:57:00.000Z", time.GetAttribute("datetime"));
    }

    [Fact]
    public void Ago_Until_CountsDown()
    {
        var time = _portal.Render<Ago>(p => p.Add(a => a.At, _portal.Time.GetUtcNow().AddSeconds(12)).Add(a => a.Until, true)).Find("time");

        Assert.Equal("12 s", time.TextContent);
    }

    [Fact]
    public void Sparkline_FewerThanAnHour_StandsAtTheRightEnd()
    {
        var path = _portal.Render<Sparkline>(p => p.Add(s => s.Values, [5d, 10d])).Find("path").GetAttribute("d")!;
        var points = path.Split(' ');

        Assert.Equal(60, points.Length);
        Assert.Equal("M0.0,20.0", points[0]);
        Assert.Equal("L88.0,3.0", points[^1]);
    }

    [Fact]
    public void Sparkline_Nothing_SaysSo() =>
        Assert.Contains("nothing yet", _portal.Render<Sparkline>(p => p.Add(s => s.Values, [])).Find("svg").GetAttribute("aria-label"));

    [Fact]
    public void ShortId_LongId_ShownShortAndCopiedWhole()
    {
        var part = _portal.Render<ShortId>(p => p.Add(s => s.Value, "0123456789abcdef0123456789abcdef"));

        Assert.Equal("01234567…cdef", part.Find(".mono").TextContent);
        Assert.Equal("0123456789abcdef0123456789abcdef", part.Find("button").GetAttribute("data-copy"));
    }

    [Fact]
    public void LineChart_Points_ReadOutHasUnits()
    {
        var at = DateTimeOffset.UnixEpoch;
        var chart = _portal.Render<LineChart>(p => p
            .Add(c => c.Title, "Events per second")
            .Add(c => c.Unit, "events/s")
            .Add(c => c.Points, [new ChartPoint(at, 1), new ChartPoint(at.AddMinutes(1), 412)]));

        Assert.Contains("412 events/s", chart.Find("svg").GetAttribute("data-points"));
        Assert.Contains("now 412", chart.Find("figure").GetAttribute("aria-label"));
    }

    [Fact]
    public void SortHeader_OnColumn_TurnsTheOrder()
    {
        var head = RenderLag(sort: "-lag");

        Assert.Equal("descending", head.Find("th").GetAttribute("aria-sort"));
        Assert.EndsWith("?sort=lag", head.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void SortHeader_OtherNumericColumn_StartsWithTheHighest()
    {
        var head = RenderLag(sort: "name");

        Assert.Null(head.Find("th").GetAttribute("aria-sort"));
        Assert.EndsWith("?sort=-lag", head.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void ConfirmDialog_Guard_ActionOnlyAfterTheName()
    {
        var confirmed = 0;
        var dialog = _portal.Render<ConfirmDialog>(p => p
            .Add(d => d.Title, "Delete orders-out?").Add(d => d.Open, true).Add(d => d.Action, "Delete").Add(d => d.Guard, "orders-out")
            .Add(d => d.OnConfirm, EventCallback.Factory.Create(this, () => confirmed++)));

        Assert.True(dialog.Find(".btn.danger").HasAttribute("disabled"));
        dialog.Find("input").Input("orders-out");
        dialog.Find(".btn.danger").Click();

        Assert.Equal(1, confirmed);
    }

    [Fact]
    public void SearchBox_TypedFast_OneChangeOfTheAddress()
    {
        var box = _portal.Render<SearchBox>(p => p.Add(b => b.Label, "Search"));

        box.Find("input").Input("o");
        box.Find("input").Input(" order ");
        Assert.DoesNotContain("search", _portal.Navigation.Uri);
        _portal.Time.Advance(TimeSpan.FromMilliseconds(200));

        box.WaitForAssertion(() => Assert.EndsWith("?search=order", _portal.Navigation.Uri));
    }

    [Fact]
    public void Toast_Done_LeavesByItself_ProblemStays()
    {
        var host = _portal.Render<ToastHost>();
        _portal.Toasts.Done("Saved.");
        _portal.Toasts.Problem("Refused.");
        host.WaitForAssertion(() => Assert.Equal(2, host.FindAll(".toast").Count));

        _portal.Time.Advance(TimeSpan.FromSeconds(6));

        host.WaitForAssertion(() => Assert.Equal("Refused.", host.Find(".toast .text").TextContent));
        Assert.Single(host.FindAll(".toast"));
    }

    [Fact]
    public void Toasts_SameTwice_OneIsShown()
    {
        var toasts = new Toasts();

        toasts.Problem("Refused.");
        toasts.Problem("Refused.");

        Assert.Single(toasts.Items);
    }

    [Theory]
    [InlineData("{\"a\":1}", "{\n  \"a\": 1\n}")]
    [InlineData("no json", "no json")]
    public void JsonText_Pretty_OnlyJsonIsIndented(string text, string shown) =>
        Assert.Equal(shown, JsonText.Pretty(text).ReplaceLineEndings("\n"));

    private IRenderedComponent<SortHeader> RenderLag(string sort) => _portal.Render<SortHeader>(p => p
        .Add(h => h.Text, "Lag").Add(h => h.Column, "lag").Add(h => h.Numeric, true).Add(h => h.Sort, sort));
}
