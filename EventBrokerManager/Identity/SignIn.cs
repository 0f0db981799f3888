using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Identity;

namespace EventBrokerManager.Identity;

/// <summary>Signs people in; works only where there is a response to set the cookie on.</summary>
public sealed class SignIn(
    UserManager<Person> people, SignInManager<Person> signIns, FirstAdministrator first, IHostEnvironment environment)
{
    /// <summary>One message for a wrong address, a wrong password and a locked account: it tells a stranger nothing.</summary>
    private const string Wrong =
        "The e-mail or the password is wrong, or the account is locked for a few minutes after five failures. Try again, or ask an Admin.";

    private static readonly string SomeHash = new PasswordHasher<Person>().HashPassword(null!, Guid.NewGuid().ToString());

    /// <returns>What went wrong, for the person; null where the person is signed in.</returns>
    public async Task<string?> WithPasswordAsync(string? email, string? password)
    {
        if (string.IsNullOrWhiteSpace(email) || string.IsNullOrEmpty(password))
            return "Enter your e-mail and your password.";
        var person = await people.FindByEmailAsync(email.Trim());
        if (person?.PasswordHash is null)
        {
            // Takes as long as a real check, so that the time does not tell who has an account.
            people.PasswordHasher.VerifyHashedPassword(null!, SomeHash, password);
            return Wrong;
        }
        var result = await signIns.CheckPasswordSignInAsync(person, password, lockoutOnFailure: true);
        if (!result.Succeeded)
            return Wrong;
        if (person.Role == Role.Blocked)
            return "Your account is blocked. Ask an Admin of your organisation.";
        await signIns.SignInAsync(person, isPersistent: false);
        return null;
    }

    /// <summary>Signs a demo person in, in Development only.</summary>
    /// <inheritdoc cref="WithPasswordAsync" path="/returns"/>
    public async Task<string?> AsDemoPersonAsync(string? id)
    {
        if (!environment.IsDevelopment() || id is null || !DemoPeople.Includes(id) || await people.FindByIdAsync(id) is not { } person)
            return "There is no such demo person here.";
        if (person.Role == Role.Blocked)
            return $"{person.DisplayName} is blocked. Sign in as somebody else.";
        await signIns.SignInAsync(person, isPersistent: false);
        return null;
    }

    /// <summary>Makes the first administrator of a new installation and signs them in.</summary>
    /// <inheritdoc cref="FirstAdministrator.CreateAsync" path="/exception"/>
    public async Task AsFirstAdministratorAsync(FirstAdministratorRequest request) =>
        await signIns.SignInAsync(await first.CreateAsync(request, CancellationToken.None), isPersistent: false);
}
