using EventBrokerManager.Landscape.Environments;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Apps;

internal sealed class AppImport(IDbContextFactory<LandscapeDb> databases, AppService apps, EnvironmentService environments) : IAppImport
{
    private const int RowsAtMost = 10_000;
    private const int RowsAtOnce = 50;
    private const int Attempts = 3;
    private static readonly string[] Columns = ["name", "kind", "environments", "technicalcontacts"];

    /// <summary>What came of a row.</summary>
    private enum Outcome
    {
        Created,
        Changed,
        Unchanged,
    }

    public IReadOnlyList<AppImportRow> Read(string csv)
    {
        var rows = CsvText.Read(csv).ToList();
        var header = rows.Count == 0 ? [] : rows[0].Fields.Select(f => f.Replace(" ", "").ToLowerInvariant()).ToList();
        if (!header.Contains("name") || header.FirstOrDefault(h => !Columns.Contains(h)) is not null)
        {
            throw RefusedException.Invalid("csv",
                "The first line must name the columns: name, and where wanted kind, environments and technicalContacts. No others are known.");
        }

        return [.. rows.Skip(1).Select(r => new AppImportRow(r.Line, Field(r.Fields, "name"), Field(r.Fields, "kind"), List(r.Fields, "environments"), List(r.Fields, "technicalcontacts")))];

        string? Field(IReadOnlyList<string> fields, string column) =>
            header.IndexOf(column) is >= 0 and var i && i < fields.Count && fields[i].Length > 0 ? fields[i] : null;

        string[] List(IReadOnlyList<string> fields, string column) =>
            (Field(fields, column) ?? "").Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    public async Task<AppImportProgress> RunAsync(
        Actor actor, IReadOnlyList<AppImportRow> rows, IProgress<AppImportProgress>? progress, CancellationToken cancellation)
    {
        actor.Require(Role.Admin);
        if (rows.Count > RowsAtMost)
            throw RefusedException.Invalid("items", $"There are {rows.Count:N0} rows; {RowsAtMost:N0} are taken at once. Divide them.");

        var state = new AppImportProgress(rows.Count, 0, 0, 0, 0, []);
        foreach (var part in rows.Chunk(RowsAtOnce))
        {
            var (outcomes, problems) = await TakeAsync(actor, part, cancellation);
            state = state with
            {
                Done = state.Done + part.Length,
                Created = state.Created + outcomes.Count(o => o == Outcome.Created),
                Changed = state.Changed + outcomes.Count(o => o == Outcome.Changed),
                Unchanged = state.Unchanged + outcomes.Count(o => o == Outcome.Unchanged),
                Problems = [.. state.Problems, .. problems],
            };
            progress?.Report(state);
        }

        return state;
    }

    private async Task<(List<Outcome> Outcomes, List<AppImportProblem> Problems)> TakeAsync(Actor actor, AppImportRow[] rows, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            // Looking for changes once, not at each of the many additions, which would take most of the time.
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            var (outcomes, problems) = (new List<Outcome>(), new List<AppImportProblem>());
            var keys = rows.Select(r => Names.Key(r.Name ?? "")).Distinct().ToList();
            var known = await db.Apps.Include(a => a.Contacts).Include(a => a.Environments).AsSplitQuery()
                .Where(a => keys.Contains(a.NameKey)).ToDictionaryAsync(a => a.NameKey, cancellation);
            foreach (var row in rows)
            {
                try
                {
                    outcomes.Add(await TakeAsync(db, actor, row, known, cancellation));
                }
                catch (RefusedException e)
                {
                    problems.Add(new AppImportProblem(row.Row, row.Name, string.Join(" ", e.Problems.Select(p => p.Message).DefaultIfEmpty(e.Message))));
                }
            }

            db.ChangeTracker.DetectChanges();
            try
            {
                await db.SaveChangesAsync(cancellation);
                return (outcomes, problems);
            }
            catch (DbUpdateException e) when (attempt < Attempts && UniqueViolation.Columns(e).Count > 0)
            {
                // Somebody made one of them at the same moment; now it is there.
            }
        }
    }

    /// <summary>Looks at everything before it changes anything, so that a row is taken whole or not at all.</summary>
    private async Task<Outcome> TakeAsync(
        LandscapeDb db, Actor actor, AppImportRow row, Dictionary<string, App> known, CancellationToken cancellation)
    {
        var problems = new List<FieldProblem>();
        if (AppRules.NameProblem(row.Name) is { } problem)
            problems.Add(new FieldProblem("name", problem));
        AppKind? kind = string.IsNullOrWhiteSpace(row.Kind) ? null
            : Enum.TryParse<AppKind>(row.Kind, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed
            : Add<AppKind>(problems, "kind", $"The kind '{row.Kind}' is none. Give Licensed or Free.");
        foreach (var name in row.Environments)
        {
            if (AppRules.NameProblem(name, "The environment's name") is { } wrong)
                problems.Add(new FieldProblem("environments", wrong));
        }

        var contacts = new List<string>();
        foreach (var text in row.Contacts)
        {
            var (subject, wrong) = await Contacts.FindAsync(db, text, cancellation);
            if (wrong is null)
                contacts.Add(subject!);
            else
                problems.Add(new FieldProblem("technicalContacts", wrong));
        }

        var key = Names.Key(row.Name ?? "");
        var app = known.GetValueOrDefault(key);
        if (app is not null && kind is not null && kind != app.Kind)
            problems.Add(new FieldProblem("kind", $"{app.Name} is {app.Kind}. An import does not change that; do it on the app's page."));
        if (app?.Retired is not null)
            problems.Add(new FieldProblem("name", $"{app.Name} is out of use. Take it into use again first."));
        if (problems.Count > 0)
            throw RefusedException.Invalid(problems);

        var outcome = app is null ? Outcome.Created : Outcome.Unchanged;
        app ??= known[key] = apps.Add(db, actor, row.Name!, kind ?? AppKind.Licensed, [.. contacts.Distinct()]);
        foreach (var subject in contacts.Distinct().Where(s => !app.Contacts.Exists(c => c.Subject == s)))
        {
            app.Contacts.Add(new TechnicalContact { AppId = app.Id, Subject = subject });
            outcome = outcome == Outcome.Created ? outcome : Outcome.Changed;
        }

        foreach (var name in row.Environments.DistinctBy(Names.Key).Where(n => !app.Environments.Exists(e => e.NameKey == Names.Key(n))))
        {
            var environment = await environments.AddAsync(db, actor, app, name, cancellation);
            if (!app.Environments.Contains(environment))
                app.Environments.Add(environment);
            outcome = outcome == Outcome.Created ? outcome : Outcome.Changed;
        }

        return outcome;
    }

    private static T? Add<T>(List<FieldProblem> problems, string field, string message)
        where T : struct
    {
        problems.Add(new FieldProblem(field, message));
        return null;
    }
}
