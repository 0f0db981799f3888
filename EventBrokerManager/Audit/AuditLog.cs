using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Audit;

internal sealed class AuditLog(TimeProvider time) : IAuditLog
{
    // Relaxed: the text is shown to people and encoded there, never written into a page as it is.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public void Add(
        LandscapeDb db, Actor actor, string action, string subject,
        string? subjectId = null, object? before = null, object? after = null) =>
        db.Audit.Add(new AuditEntry
        {
            At = time.GetUtcNow(),
            Who = actor.Name,
            Action = action,
            Subject = subject,
            SubjectId = subjectId,
            Before = Write(before),
            After = Write(after),
        });

    private static string? Write(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Options);
}
