using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.ClientConfigs;

/// <summary>Keeps the newest configuration calls of each environment, taken and refused ones.</summary>
internal sealed class ConfigurationCalls(IDbContextFactory<LandscapeDb> databases, TimeProvider time)
{
    /// <summary>Of each environment.</summary>
    private const int Kept = 50;

    public async Task NoteAsync(Guid environment, int status, string outcome, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        db.ConfigurationCalls.Add(new ConfigurationCall { EnvironmentId = environment, At = time.GetUtcNow(), Status = status, Outcome = outcome });
        await db.SaveChangesAsync(cancellation);
        var oldest = await db.ConfigurationCalls.Where(c => c.EnvironmentId == environment)
            .OrderByDescending(c => c.Id).Skip(Kept).Select(c => (long?)c.Id).FirstOrDefaultAsync(cancellation);
        if (oldest is not null)
            await db.ConfigurationCalls.Where(c => c.EnvironmentId == environment && c.Id <= oldest).ExecuteDeleteAsync(cancellation);
    }
}
