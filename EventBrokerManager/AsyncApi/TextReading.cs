namespace EventBrokerManager.AsyncApi;

/// <summary>Reads JSON or YAML into nodes that know their places. What begins as JSON is JSON.</summary>
internal static class TextReading
{
    /// <exception cref="TextException">It is neither, or larger or deeper than is read.</exception>
    public static TextNode Read(string text)
    {
        if (text.Length > TextLimits.Length)
            throw new TextException($"The text has {text.Length:N0} characters; {TextLimits.Length:N0} are read. Leave out what is not needed.", 1, 1);
        return text.AsSpan().TrimStart("\uFEFF \t\r\n") is ['{' or '[', ..] ? JsonText.Read(text) : YamlText.Read(text);
    }
}
