using System.Text.Json;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Landscape;

/// <summary>Keeps how changes can be taken back.</summary>
internal sealed class UndoSteps(TimeProvider time)
{
    /// <summary>Adds a step; the caller saves.</summary>
    /// <param name="data">What was before and after; written as JSON.</param>
    public UndoStep Add<T>(LandscapeDb db, Actor actor, string kind, string subject, T data, TimeSpan offered)
    {
        var now = time.GetUtcNow();
        var step = new UndoStep
        {
            Kind = kind,
            Subject = subject,
            Data = JsonSerializer.Serialize(data),
            At = now,
            By = actor.Name,
            Until = now + offered,
        };
        db.UndoSteps.Add(step);
        return step;
    }

    /// <summary>Takes the step, so that nobody takes it again; the caller changes things back and saves.</summary>
    /// <exception cref="RefusedException">There is no such step, or it is too late.</exception>
    public async Task<T> TakeAsync<T>(LandscapeDb db, string kind, Guid id, CancellationToken cancellation)
    {
        var step = await db.UndoSteps.FirstOrDefaultAsync(s => s.Id == id && s.Kind == kind, cancellation)
            ?? throw RefusedException.NotFound("There is no such change to take back.");
        if (step.Undone is not null)
            throw RefusedException.Conflict($"The change of {step.Subject} was taken back already, at {step.Undone:yyyy-MM-dd HH:mm} UTC.");
        if (step.Until <= time.GetUtcNow())
            throw RefusedException.Conflict($"The change of {step.Subject} could be taken back until {step.Until:yyyy-MM-dd HH:mm} UTC. Change it by hand.");

        step.Undone = time.GetUtcNow();
        return JsonSerializer.Deserialize<T>(step.Data)!;
    }
}
