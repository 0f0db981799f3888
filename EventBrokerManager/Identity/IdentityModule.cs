using EventBrokerManager.Hosting;
using EventBrokerManager.Persistence;
using EventBrokerManager.Persistence.Entities;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace EventBrokerManager.Identity;

public static class IdentityModule
{
    private const string Selector = "CookieOrToken";

    /// <summary>Registers people, sign-in by cookie and by API token, and the rule that only who is signed in and not blocked gets anything.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddIdentityCore<Person>(Configure).AddEntityFrameworkStores<LandscapeDb>().AddSignInManager();
        services.AddScoped<IUserClaimsPrincipalFactory<Person>, PersonClaims>();
        services.AddScoped<SignIn>();
        services.AddSingleton<PersonCheck>();
        services.AddSingleton<PeopleChanges>();
        services.AddSingleton<IPeople, People>();
        services.AddSingleton<FirstAdministrator>();
        services.AddHostedService(provider => provider.GetRequiredService<FirstAdministrator>());
        services.AddHostedService<DemoPeople>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<IStartupCheck, ApiTokensCheck>();

        services.AddAuthentication(Selector)
            .AddPolicyScheme(Selector, null, options => options.ForwardDefaultSelector = Select)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenHandler.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme, PersonCookie.Configure);
        var known = new AuthorizationPolicyBuilder().RequireAuthenticatedUser()
            .RequireAssertion(context => ActorOf.RoleOf(context.User) is not (null or Role.Blocked)).Build();
        services.AddAuthorizationBuilder().SetDefaultPolicy(known).SetFallbackPolicy(known);

        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, PersonAuthenticationStateProvider>();
        return services;
    }

    /// <summary>Leads every page to <c>/setup</c> until there is an administrator, and away from it afterwards.</summary>
    public static IApplicationBuilder UseFirstAdministrator(this IApplicationBuilder app) => app.UseMiddleware<SetupRedirect>();

    /// <summary>Maps the sign-out: a form post with the antiforgery token.</summary>
    public static void MapIdentity(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/logout", async ([FromForm] string? returnUrl, SignInManager<Person> signIns) =>
        {
            await signIns.SignOutAsync();
            return Results.LocalRedirect(returnUrl is null ? "/login" : LocalUrl.Or(returnUrl));
        }).AllowAnonymous().ExcludeFromDescription();

    private static void Configure(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        // The user name is the e-mail, and that is checked as one.
        options.User.AllowedUserNameCharacters = "";
        options.Password.RequiredLength = PersonRules.PasswordLength;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Lockout.AllowedForNewUsers = true;
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
    }

    private static string Select(HttpContext context)
    {
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return ApiRefusals.IsApi(context.Request) && (ApiTokenHandler.HasToken(context.Request) || !reads)
            ? ApiTokenHandler.SchemeName
            : IdentityConstants.ApplicationScheme;
    }
}
