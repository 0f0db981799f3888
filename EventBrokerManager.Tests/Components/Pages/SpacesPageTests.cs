using Bunit;
using EventBrokerManager.Components.Pages.Spaces;
using EventBrokerManager.Tests.Support;

namespace EventBrokerManager.Tests.Components.Pages;

public sealed class SpacesPageTests : IDisposable
{
    private readonly PortalContext _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public void Search_FindsEnvironmentsToo()
    {
        _portal.Landscape.AddSpace("Production", "Webshop · Production");
        _portal.Landscape.AddSpace("Test");

        var page = _portal.Open<SpacesPage>("/spaces?search=webshop");

        Assert.Equal("Production", Assert.Single(page.FindAll("tbody tr b")).TextContent);
    }

    [Theory]
    [InlineData("/spaces", new[] { "Acceptance", "production" })]
    [InlineData("/spaces?sort=-name", new[] { "production", "Acceptance" })]
    public void Sort_ByNameWhateverItsCase(string address, string[] expected)
    {
        _portal.Landscape.AddSpace("production");
        _portal.Landscape.AddSpace("Acceptance");

        Assert.Equal(expected, _portal.Open<SpacesPage>(address).FindAll("tbody tr b").Select(b => b.TextContent));
    }

    [Fact]
    public void Create_NoName_SaidAtTheField_ThenMade()
    {
        var page = _portal.Open<SpacesPage>("/spaces");
        page.Find(".page-head .btn.primary").Click();
        page.Find("#create-space").Submit();
        Assert.Equal("Give the space a name.", page.Find(".err").TextContent);

        page.Find("#space-name").Change("Staging");
        page.Find("#create-space").Submit();

        page.WaitForAssertion(() => Assert.Equal("Staging", page.Find("tbody tr b").TextContent));
        Assert.Equal("The space Staging is there.", Assert.Single(_portal.Toasts.Items).Text);
    }
}
