using System.Security.Cryptography;
using System.Text;
using EventBrokerManager.Audit;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EventBrokerManager.Identity;

/// <summary>What the first administrator enters.</summary>
public sealed record FirstAdministratorRequest(string? Code, string? Email, string? Name, string? Password);

/// <summary>
/// Makes the first administrator of a new installation. Who may be it is decided by a one-time code in the log: only who runs the
/// product reads it. In Development the demo people are there instead.
/// </summary>
public sealed class FirstAdministrator(
    IDbContextFactory<LandscapeDb> contexts, IServiceScopeFactory scopes, IHostEnvironment environment, IConfiguration configuration,
    TimeProvider time, IAuditLog audit, ILogger<FirstAdministrator> logger) : IHostedService, IDisposable
{
    /// <summary>Without I, L, O and U, which are misread; 25 of them are 125 bits.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int CodeLength = 25;
    private const int AttemptsAMinute = 10;

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile string? _code;
    private int _attempts;
    private DateTimeOffset _window;

    /// <summary>True until the first administrator is there.</summary>
    public bool IsNeeded => _code is not null;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (environment.IsDevelopment() || await ExistsAsync(cancellationToken))
            return;
        _code = RandomNumberGenerator.GetString(Alphabet, CodeLength);
        var shown = string.Join('-', _code.Chunk(5).Select(part => new string(part)));
        logger.LogWarning(
            "There is no administrator yet. Open {Page} of the portal and enter this one-time code: {Code}",
            $"{configuration["PublicUrl"]?.TrimEnd('/')}/setup", shown);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Creates the administrator; the code is used up by it. Calls at the same time: one wins.</summary>
    /// <returns>The person, to be signed in.</returns>
    /// <exception cref="RefusedException">Problems stand per field: <c>code</c>, <c>email</c>, <c>name</c>, <c>password</c>.</exception>
    public async Task<Person> CreateAsync(FirstAdministratorRequest request, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_code is null || await ExistsAsync(cancellation))
                throw RefusedException.Conflict("This installation has its first administrator already. Sign in, or ask them for an account.");
            CheckCode(request.Code);
            var person = await SaveAsync(request, cancellation);
            _code = null;
            return person;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Somebody who could not sign in, such as a demo person, does not count.</summary>
    private async Task<bool> ExistsAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Users.AnyAsync(p => p.Role == Role.Admin && p.PasswordHash != null, cancellation);
    }

    private void CheckCode(string? given)
    {
        var now = time.GetUtcNow();
        if (now - _window >= TimeSpan.FromMinutes(1))
            (_window, _attempts) = (now, 0);
        if (++_attempts > AttemptsAMinute)
            throw RefusedException.Invalid("code", "Too many attempts. Wait a minute, then enter the code again.");
        var normal = new string([.. (given ?? "").ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(normal), Encoding.UTF8.GetBytes(_code!)))
        {
            throw RefusedException.Invalid(
                "code", "This is not the code of this start. Look for \"one-time code\" in the product's log; every start prints a new one.");
        }
    }

    private async Task<Person> SaveAsync(FirstAdministratorRequest request, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var person = new Person
        {
            UserName = request.Email?.Trim(),
            Email = request.Email?.Trim(),
            DisplayName = request.Name?.Trim() ?? "",
            Role = Role.Admin,
        };
        var problems = new List<FieldProblem>();
        if (person.DisplayName.Length is 0 or > 100)
            problems.Add(new FieldProblem("name", "Enter your name, with 100 characters at most."));
        if (!PersonRules.IsEmail(person.Email))
            problems.Add(new FieldProblem("email", "Enter your e-mail, such as ada@example.com."));
        if (await PersonRules.PasswordProblemAsync(people, person, request.Password) is { } problem)
            problems.Add(new FieldProblem("password", problem));
        if (problems.Count > 0)
            throw RefusedException.Invalid(problems);

        // The audit entry waits in the same context as the person: both are saved or neither.
        var db = scope.ServiceProvider.GetRequiredService<LandscapeDb>();
        audit.Add(db, new Actor(person.DisplayName, Role.Admin), "person.create", person.DisplayName, person.Id, after: new { person.Email, person.Role });
        var result = await people.CreateAsync(person, request.Password!);
        if (!result.Succeeded)
            throw RefusedException.Invalid("email", string.Join(" ", result.Errors.Select(e => e.Description)));
        return person;
    }
}
