using System.Net;
using System.Text.RegularExpressions;

namespace EventBrokerManager.Tests.Support;

/// <summary>A browser as far as forms and cookies go; follows no redirect, so that tests see it.</summary>
public sealed partial class Browser(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = address,
    };

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    public Task<string> TextAsync(string path) => _http.GetStringAsync(path);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return _http.SendAsync(request);
    }

    /// <summary>Opens the page, fills its form and sends it.</summary>
    /// <param name="form">The form's name.</param>
    public Task<HttpResponseMessage> FillAsync(string page, string form, params (string Name, string Value)[] fields) =>
        PostAsync(page, page, [.. fields, ("_handler", form)]);

    public Task<HttpResponseMessage> SignOutAsync() => PostAsync("/login", "/logout", []);

    public Task<HttpResponseMessage> SignInAsDemoAsync(string id, string page = "/login") => FillAsync(page, "demo", ("Person", id));

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> PostAsync(string page, string action, (string Name, string Value)[] fields)
    {
        var token = Token().Match(await TextAsync(page)).Groups[1].Value;
        var values = fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2));
        return await _http.PostAsync(action, new FormUrlEncodedContent(values));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
