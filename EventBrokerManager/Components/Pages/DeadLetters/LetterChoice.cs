using EventBrokerManager.Bridges.DeadLetters;

namespace EventBrokerManager.Components.Pages.DeadLetters;

/// <summary>Dead letters of one bridge that somebody wants to send again or discard.</summary>
/// <param name="Count">How many they were when they were chosen.</param>
/// <param name="What">In a few words, to stand behind the count: <c>of billing-payments: too large for the queue</c>.</param>
public sealed record LetterChoice(Guid Bridge, string BridgeName, DeadLetterSelection Selection, int Count, string What);
