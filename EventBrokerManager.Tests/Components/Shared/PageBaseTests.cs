using Bunit;
using EventBrokerManager.Components.Shared;
using EventBrokerManager.Tests.Support;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Components.Shared;

public sealed class PageBaseTests : IDisposable
{
    private readonly PortalContext _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task Load_FirstRefused_StaysLoadingWithTheReason()
    {
        var page = _portal.Render<Probe>().Instance;

        await page.Load(() => throw new RefusedException(RefusalKind.Unavailable, "Kafka does not answer."));

        Assert.Equal((true, "Kafka does not answer."), (page.Loading, page.WhyNot));
    }

    [Fact]
    public async Task Load_LaterRefused_KeepsWhatWasThere()
    {
        var page = _portal.Render<Probe>().Instance;
        await page.Load(() => { });

        await page.Load(() => throw new RefusedException(RefusalKind.Unavailable, "Kafka does not answer."));

        Assert.Equal((false, "Kafka does not answer."), (page.Loading, page.WhyNot));
    }

    [Fact]
    public async Task Load_Fault_SaysNothingOfItsInside()
    {
        var page = _portal.Render<Probe>().Instance;

        await page.Load(() => throw new InvalidOperationException("secret detail"));

        Assert.Contains("Try again", page.WhyNot);
        Assert.DoesNotContain("secret", page.WhyNot);
    }

    [Fact]
    public async Task Run_RefusedWithFields_KeptByField_NoToast()
    {
        var page = _portal.Render<Probe>().Instance;

        Assert.False(await page.Run(() => throw RefusedException.Invalid("connections[0].target", "Not a queue."), inDialog: false));

        Assert.Equal("Not a queue.", page.Of("connections"));
        Assert.Null(page.Of("name"));
        Assert.Empty(_portal.Toasts.Items);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_Refused_ShownWhereThePersonLooks(bool inDialog)
    {
        var page = _portal.Render<Probe>().Instance;

        Assert.False(await page.Run(() => throw RefusedException.Forbidden("Ask an Admin."), inDialog));

        Assert.Equal(inDialog ? "Ask an Admin." : null, page.Refused);
        Assert.Equal(inDialog ? [] : ["Ask an Admin."], _portal.Toasts.Items.Select(t => t.Text));
    }

    [Fact]
    public async Task Run_RoleTakenAway_ActsAsWhoItIsNow()
    {
        var page = _portal.Render<Probe>().Instance;
        _portal.Become(Role.View);

        await page.Run(() => { }, inDialog: false);

        Assert.Equal(Role.View, page.ActedAs!.Role);
    }

    private sealed class Probe : PageBase
    {
        public bool Loading => IsLoading;

        public string? WhyNot => LoadProblem;

        public string? Refused => Refusal;

        public Actor? ActedAs { get; private set; }

        public Task Load(Action work) => LoadAsync((_, _) =>
        {
            work();
            return Task.CompletedTask;
        });

        public Task<bool> Run(Action work, bool inDialog) => RunAsync((actor, _) =>
        {
            ActedAs = actor;
            work();
            return Task.CompletedTask;
        }, inDialog: inDialog);

        public string? Of(string field) => ProblemOf(field);
    }
}
