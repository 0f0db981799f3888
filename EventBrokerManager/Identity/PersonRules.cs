using System.Net.Mail;
using EventBrokerManager.Persistence.Entities;
using Microsoft.AspNetCore.Identity;

namespace EventBrokerManager.Identity;

/// <summary>What people may enter about themselves.</summary>
internal static class PersonRules
{
    /// <summary>NIST SP 800-63B: length counts, composition rules do not help.</summary>
    public const int PasswordLength = 12;

    public static bool IsEmail(string? text) =>
        text is { Length: <= 254 } && MailAddress.TryCreate(text, out var address) && address.Address == text;

    /// <returns>What is wrong with the password, or null.</returns>
    public static async Task<string?> PasswordProblemAsync(UserManager<Person> people, Person person, string? password)
    {
        foreach (var validator in people.PasswordValidators)
        {
            if (!(await validator.ValidateAsync(people, person, password)).Succeeded)
                return $"Choose a password of at least {PasswordLength} characters; a sentence is fine.";
        }
        return password!.Length > 256 ? "Choose a password of 256 characters at most." : null;
    }
}
