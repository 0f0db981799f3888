using System.Diagnostics.CodeAnalysis;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Landscape;

/// <summary>What a name or an id stands for, or why it stands for nothing.</summary>
/// <param name="Value">Null where it was not found.</param>
/// <param name="Problem">What is wrong and what to do; null where it was found.</param>
public sealed record Resolved<T>(T? Value, string? Problem)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Found => Value is not null;

    /// <exception cref="RefusedException">Invalid, at <paramref name="field"/>, where it was not found.</exception>
    public T OrRefuse(string field) => Found ? Value : throw RefusedException.Invalid(field, Problem);
}
