using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape;

/// <param name="Row">As people count, the first is 1; of a CSV text the line.</param>
/// <param name="Kind">Licensed or Free; null: Licensed for a new app, and whatever it is for one that is there.</param>
/// <param name="Environments">Added to what the app has; none is taken away.</param>
/// <param name="Contacts">People by e-mail, tokens by name; added.</param>
public sealed record AppImportRow(int Row, string? Name, string? Kind, IReadOnlyList<string> Environments, IReadOnlyList<string> Contacts);

/// <param name="Total">Rows in all.</param>
/// <param name="Done">Rows looked at so far.</param>
/// <param name="Created">Apps made.</param>
/// <param name="Changed">Apps that were there and got something new.</param>
/// <param name="Unchanged">Apps that had everything already.</param>
/// <param name="Problems">Rows that were left out, with why, and what to do. The others are taken.</param>
public sealed record AppImportProgress(int Total, int Done, int Created, int Changed, int Unchanged, IReadOnlyList<AppImportProblem> Problems);

public sealed record AppImportProblem(int Row, string? Name, string Message);

/// <summary>Takes many apps at once. Needs the role Admin. The same import again changes nothing.</summary>
public interface IAppImport
{
    /// <summary>
    /// Reads CSV with a header: <c>name</c>, and where wanted <c>kind</c>, <c>environments</c>, <c>technicalContacts</c>, the last two
    /// with semicolons between several.
    /// </summary>
    /// <exception cref="RefusedException">The header is none.</exception>
    IReadOnlyList<AppImportRow> Read(string csv);

    /// <param name="progress">Told after every few rows; null for nobody.</param>
    Task<AppImportProgress> RunAsync(
        Actor actor, IReadOnlyList<AppImportRow> rows, IProgress<AppImportProgress>? progress, CancellationToken cancellation);
}
