using System.Text.Json;

namespace EventBrokerManager.Bridges.Connectors.CloudEvents;

/// <summary>One member of a structured event, as ranges of its document.</summary>
/// <param name="Name">Without escapes.</param>
/// <param name="RawName">With its quotation marks.</param>
/// <param name="Raw">The value, without the blanks around it.</param>
/// <param name="Outer">Everything between the colon and the comma or brace that ends it.</param>
/// <param name="IsEscaped">True for a string that has escapes.</param>
internal readonly record struct StructuredMember(string Name, Range RawName, Range Raw, Range Outer, JsonTokenType Kind, bool IsEscaped);
