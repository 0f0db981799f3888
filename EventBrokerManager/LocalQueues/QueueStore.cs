using System.Text.Json;

namespace EventBrokerManager.LocalQueues;

/// <summary>Keeps names and attributes of queues in one file, replaced as a whole. Messages are not kept.</summary>
internal sealed partial class QueueStore(string path, ILogger<QueueStore> log)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, IgnoreReadOnlyProperties = true };

    /// <summary>The kept queues; null where there never were any. An unreadable file is moved aside, and said.</summary>
    public IReadOnlyList<QueueSettings>? Load()
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<List<QueueSettings>>(File.ReadAllBytes(path)) ?? [];
        }
        catch (JsonException problem)
        {
            File.Move(path, path + ".unreadable", overwrite: true);
            LogUnreadable(path, problem.Message);
            return [];
        }
    }

    /// <summary>Where the file cannot be written, the queues go on and are gone after a restart; that is said once per change.</summary>
    public void Save(IEnumerable<QueueSettings> queues)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(queues.OrderBy(q => q.Name, StringComparer.Ordinal), Format));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            LogNotSaved(path, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The list of local queues, {Path}, cannot be read ({Problem}). It was moved aside with the ending .unreadable; local queues begin empty.")]
    private partial void LogUnreadable(string path, string problem);

    [LoggerMessage(LogLevel.Warning, "The list of local queues cannot be written to {Path} ({Problem}). The queues work until the process ends; make the folder writable to keep them.")]
    private partial void LogNotSaved(string path, string problem);
}
