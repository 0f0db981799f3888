namespace EventBrokerManager.Vocabulary;

/// <summary>Why something was refused; decides the HTTP status.</summary>
public enum RefusalKind
{
    /// <summary>The input is wrong (400).</summary>
    Invalid,

    /// <summary>The role does not allow it (403).</summary>
    Forbidden,

    /// <summary>There is no such thing (404).</summary>
    NotFound,

    /// <summary>It collides with what is there, or something is missing first (409).</summary>
    Conflict,

    /// <summary>Kafka or the database does not answer (503).</summary>
    Unavailable,
}

/// <summary>One field of an input and what is wrong with it.</summary>
/// <param name="Field">The field's path as in the API's JSON: <c>name</c>, <c>connections[0].target</c>.</param>
public sealed record FieldProblem(string Field, string Message);

/// <summary>
/// A request that is refused, with words for the person who made it: what happened, whose move it is, what to do.
/// The API turns it into problem details, pages show it.
/// </summary>
public sealed class RefusedException(RefusalKind kind, string message, IReadOnlyList<FieldProblem>? problems = null, Exception? inner = null)
    : Exception(message, inner)
{
    public RefusalKind Kind { get; } = kind;

    public IReadOnlyList<FieldProblem> Problems { get; } = problems ?? [];

    public static RefusedException Forbidden(string message) => new(RefusalKind.Forbidden, message);

    public static RefusedException NotFound(string message) => new(RefusalKind.NotFound, message);

    public static RefusedException Conflict(string message, params FieldProblem[] problems) => new(RefusalKind.Conflict, message, problems);

    public static RefusedException Invalid(IReadOnlyList<FieldProblem> problems) =>
        new(RefusalKind.Invalid, problems.Count == 1 ? problems[0].Message : $"{problems.Count} fields need attention.", problems);

    public static RefusedException Invalid(string field, string message) => Invalid([new FieldProblem(field, message)]);
}
