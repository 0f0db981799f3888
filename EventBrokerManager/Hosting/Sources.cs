using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace EventBrokerManager.Hosting;

/// <summary>Where the configuration comes from, beyond the framework's own sources.</summary>
internal static class Sources
{
    private const string FileName = "appsettings.Development.json";

    /// <summary>
    /// Where the files of the program lie: published, beside it, whatever the working directory is; null leaves the choice to the framework.
    /// </summary>
    public static string? ContentRoot() =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, "EventBrokerManager.staticwebassets.runtime.json")) ? null : AppContext.BaseDirectory;

    /// <summary>How much is logged where no setting says otherwise.</summary>
    public static void AddDefaults(ConfigurationManager configuration) => configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            // The framework tells of each challenge there.
            ["Logging:LogLevel:EventBrokerManager.Identity.ApiTokenHandler"] = "Warning",
            // Once, that new keys are not encrypted: the data folder is private to its user.
            ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager"] = "Error",
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        },
    });

    /// <summary>
    /// Adds the top-level <c>appsettings.Development.json</c> in Development, where the framework looks for it in the content root
    /// alone. Environment variables and the command line win over it.
    /// </summary>
    public static void AddDevelopmentFile(ConfigurationManager configuration, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment() || File.Exists(Path.Combine(environment.ContentRootPath, FileName)))
            return;
        var folder = new[] { DataFolder.Top(), AppContext.BaseDirectory }.FirstOrDefault(f => File.Exists(Path.Combine(f, FileName)));
        if (folder is null)
            return;
        var source = new JsonConfigurationSource { Path = Path.Combine(folder, FileName) };
        source.ResolveFileProvider();
        var framework = configuration.Sources.Select((s, i) => (Source: s, Index: i)).Last(s => s.Source is JsonConfigurationSource { Path: FileName });
        configuration.Sources.Insert(framework.Index + 1, source);
    }

    /// <summary>In Development the portal listens on port 5080 of this machine unless any setting says otherwise.</summary>
    public static void UseDevelopmentAddress(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        string[] keys = ["urls", "http_ports", "https_ports"];
        if (builder.Environment.IsDevelopment() && keys.All(k => string.IsNullOrEmpty(configuration[k])) && !configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls("http://localhost:5080");
    }
}
