using EventBrokerManager.Landscape;
using EventBrokerManager.Landscape.Apps;
using EventBrokerManager.Vocabulary;
using static EventBrokerManager.Tests.Landscape.LandscapeFixture;

namespace EventBrokerManager.Tests.Landscape.Apps;

public sealed class AppImportTests : IAsyncLifetime
{
    private readonly LandscapeFixture _fixture = new();

    private IAppImport Import => _fixture.Get<IAppImport>();

    public Task InitializeAsync() => _fixture.SeedAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_Twice_SecondChangesNothing()
    {
        const string csv = "name,kind,environments,technicalContacts\r\n\"Shop, web\",Free,Test; Production,tess@example.com;tom@example.com\r\n\r\nBilling,,Test,\r\n";

        var first = await Run(csv);
        var audited = (await _fixture.AuditAsync()).Count;
        var second = await Run(csv);

        Assert.Equal((2, 2, 0, 0, 0), (first.Total, first.Created, first.Changed, first.Unchanged, first.Problems.Count));
        Assert.Equal((2, 0, 0, 2, 0), (second.Total, second.Created, second.Changed, second.Unchanged, second.Problems.Count));
        Assert.Equal(audited, (await _fixture.AuditAsync()).Count);
        var apps = await _fixture.Get<IApps>().ListAsync(Vic, default);
        Assert.Equal([("Billing", AppKind.Licensed), ("Shop, web", AppKind.Free)], apps.Select(a => (a.Name, a.Kind)));
        Assert.Equal(["Production", "Test"], apps[1].Environments.Select(e => e.Space));
        Assert.Equal(["Tess", "Tom"], apps[1].Contacts.Select(c => c.Name));
        Assert.Equal(2, (await _fixture.Landscape.SpacesAsync(Vic, default)).Count);
    }

    [Fact]
    public async Task Run_WrongRows_LeftOutWithLineAndReason()
    {
        var result = await Run("name,kind,environments,technicalContacts\nGood,Free,Test,\n,Free,,\nBad,Gratis,a/b,nobody@example.com\nGood,Licensed,,\n");

        Assert.Equal([3, 4, 5], result.Problems.Select(p => p.Row));
        Assert.Contains("Gratis", result.Problems[1].Message);
        Assert.Contains("slash", result.Problems[1].Message);
        Assert.Contains("nobody@example.com", result.Problems[1].Message);
        Assert.Contains("Good is Free", result.Problems[2].Message);
        Assert.Equal(1, result.Created);
    }

    [Fact]
    public async Task Run_Thousand_ProgressAndAll()
    {
        var rows = Enumerable.Range(0, 1_000).Select(i => new AppImportRow(i + 1, $"App {i}", null, ["Test", "Acceptance", "Production"], [])).ToList();
        var progress = new Reports();

        var result = await Import.RunAsync(Ada, rows, progress, default);

        Assert.Equal((1_000, 1_000), (result.Created, result.Done));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => i * 50), progress.Done);
        Assert.Equal(3_000, (await _fixture.Get<IApps>().ListAsync(Vic, default)).Sum(a => a.Environments.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Webshop,Free")]
    [InlineData("name,colour")]
    public void Read_NoHeader_Invalid(string csv) =>
        Assert.Equal(RefusalKind.Invalid, Assert.Throws<RefusedException>(() => Import.Read(csv)).Kind);

    [Fact]
    public async Task Run_NotAdmin_Forbidden() =>
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => Import.RunAsync(Tess, [], null, default))).Kind);

    [Fact]
    public void Csv_QuotesLinesAndSeparators_AsRfc4180()
    {
        var rows = CsvText.Read("\uFEFFname;kind\n\"a\"\"b\n;c\";Free\n\n x ;\"\"\nlast").ToList();

        Assert.Equal([1, 2, 5, 6], rows.Select(r => r.Line));
        Assert.Equal(["a\"b\n;c", "Free"], rows[1].Fields);
        Assert.Equal(["x", ""], rows[2].Fields);
        Assert.Equal(["last"], rows[3].Fields);
    }

    private Task<AppImportProgress> Run(string csv) => Import.RunAsync(Ada, Import.Read(csv), null, default);

    private sealed class Reports : IProgress<AppImportProgress>
    {
        public List<int> Done { get; } = [];

        public void Report(AppImportProgress value) => Done.Add(value.Done);
    }
}
