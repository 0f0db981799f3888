using EventBrokerManager.Persistence;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape.Apps;

/// <summary>Finds the people and tokens that are named as Technical Contacts, and their names.</summary>
internal static class Contacts
{
    /// <summary>How tokens stand in the audit; no person is called so, because people are known by their id.</summary>
    private const string TokenPrefix = "API token ";

    /// <summary>What a contact's text stands for, or why it stands for nobody.</summary>
    public static async Task<(string? Subject, string? Problem)> FindAsync(LandscapeDb db, string? text, CancellationToken cancellation)
    {
        var wanted = text?.Trim() ?? "";
        if (wanted.StartsWith(TokenPrefix, StringComparison.Ordinal) && wanted.Length > TokenPrefix.Length)
            return (wanted, null);

        var email = wanted.ToUpperInvariant();
        var person = await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.Id == wanted || p.NormalizedEmail == email, cancellation);
        if (person is null)
            return (null, $"There is nobody with the e-mail '{Shorten(wanted)}'. Invite them first, or name somebody else.");
        return person.Role >= Role.TechnicalContact
            ? (person.Id, null)
            : (null, $"{person.DisplayName} has the role {person.Role.Display()}. An Admin makes them Technical Contact first.");
    }

    /// <summary>All of them.</summary>
    /// <exception cref="RefusedException">Invalid, at <c>technicalContacts[i]</c>.</exception>
    public static async Task<IReadOnlyList<string>> ResolveAsync(
        LandscapeDb db, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var (subjects, problems) = (new List<string>(), new List<FieldProblem>());
        for (var i = 0; i < texts.Count; i++)
        {
            var (subject, problem) = await FindAsync(db, texts[i], cancellation);
            if (problem is not null)
                problems.Add(new FieldProblem($"technicalContacts[{i}]", problem));
            else
                subjects.Add(subject!);
        }

        return problems.Count == 0 ? [.. subjects.Distinct(StringComparer.Ordinal)] : throw RefusedException.Invalid(problems);
    }

    /// <summary>Who stands behind the subjects.</summary>
    public static async Task<IReadOnlyDictionary<string, ContactDetails>> DescribeAsync(
        LandscapeDb db, IReadOnlyCollection<string> subjects, CancellationToken cancellation)
    {
        var people = await db.Users.AsNoTracking()
            .Where(p => subjects.Contains(p.Id))
            .Select(p => new ContactDetails(p.Id, p.DisplayName, p.Email))
            .ToDictionaryAsync(p => p.Subject, cancellation);
        foreach (var other in subjects.Where(s => !people.ContainsKey(s)))
            people[other] = new ContactDetails(other, other, null);
        return people;
    }

    private static string Shorten(string text) => text.Length > 64 ? text[..64] + "..." : text;
}
