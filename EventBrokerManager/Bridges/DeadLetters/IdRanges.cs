using System.Globalization;
using System.Text;

namespace EventBrokerManager.Bridges.DeadLetters;

/// <summary>Many ids in few words: <c>1-500, 502</c>.</summary>
internal static class IdRanges
{
    /// <param name="ids">Ascending.</param>
    public static string Write(IReadOnlyList<long> ids)
    {
        var text = new StringBuilder();
        for (var i = 0; i < ids.Count; i++)
        {
            var first = i;
            while (i + 1 < ids.Count && ids[i + 1] == ids[i] + 1)
                i++;
            text.Append(text.Length == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"{ids[first]}");
            if (i > first)
                text.Append(CultureInfo.InvariantCulture, $"-{ids[i]}");
        }

        return text.ToString();
    }
}
