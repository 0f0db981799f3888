using EventBrokerManager.Vocabulary;

namespace EventBrokerManager.Tests.Vocabulary;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("  outer blanks count for nothing  ")]
    [InlineData("Åß/日本 - 1.0")]
    [InlineData("👨\u200d👩\u200d👧\u200d👦")]
    [InlineData("می\u200cخواهم")]
    public void Problem_GoodName_None(string name) => Assert.Null(NameRules.Problem(name));

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "missing")]
    [InlineData(" \t ", "missing")]
    [InlineData("a\nb", "control character")]
    [InlineData("a\0b", "control character")]
    [InlineData("a\u2028b", "control character")]
    [InlineData("a\u200bb", "invisible character U+200B")]
    [InlineData("\u202edetelpmoc", "invisible character U+202E")]
    [InlineData("\u3164", "invisible character U+3164")]
    [InlineData("\u200d", "can be seen")]
    public void Problem_BadName_Said(string? name, string words) => Assert.Contains(words, NameRules.Problem(name));

    [Fact]
    public void Problem_Length_CountedAsPeopleCount()
    {
        Assert.Null(NameRules.Problem(new string('x', 64)));
        Assert.Null(NameRules.Problem(string.Concat(Enumerable.Repeat("🚲", 64))));
        Assert.Contains("65 characters; 64 are allowed", NameRules.Problem(new string('x', 65)));
    }

    [Fact]
    public void Problem_MarksPiledUp_Said() =>
        Assert.Contains("too many marks on one character, number 2", NameRules.Problem("ae" + new string('\u0301', 1_000)));
}
