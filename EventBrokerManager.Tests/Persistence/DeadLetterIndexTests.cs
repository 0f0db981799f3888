using System.Text;
using EventBrokerManager.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Tests.Persistence;

public sealed class DeadLetterIndexTests
{
    [Fact]
    public async Task Limit_AskedBeforeEveryWrite_ReadsNoEvent()
    {
        using var database = new TestDatabase();
        await using var db = database.CreateDbContext();
        var bridge = Guid.NewGuid();
        var asked = db.DeadLetters.Where(letter => letter.BridgeId == bridge)
            .GroupBy(_ => 1)
            .Select(all => new { Count = all.Count(), Bytes = all.Sum(letter => letter.Size) });

        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + asked.ToQueryString()[asked.ToQueryString().IndexOf("SELECT", StringComparison.Ordinal)..]
            .Replace("@bridge", $"'{bridge}'", StringComparison.Ordinal);
        var plan = new StringBuilder();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            plan.AppendLine(rows.GetString(3));

        Assert.Contains("USING COVERING INDEX", plan.ToString(), StringComparison.Ordinal);
    }
}
