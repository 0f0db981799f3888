using System.Buffers.Text;
using System.ComponentModel;
using System.Text;
using EventBrokerManager.Vocabulary;
using Microsoft.AspNetCore.Mvc;

namespace EventBrokerManager.Api;

/// <summary>One part of a list.</summary>
/// <param name="Next">For <c>?after=</c> of the next part; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>What every list takes.</summary>
internal sealed record ListQuery(
    [property: FromQuery(Name = "search"), Description("Only items with this text in one of their names, in any case.")] string? Search,
    [property: FromQuery(Name = "limit"), Description("Items at most: 1 to 1000, 100 unless given.")] int? Limit,
    [property: FromQuery(Name = "after"), Description("The value of next from the part before.")] string? After)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <exception cref="RefusedException">It is out of range.</exception>
    public int Size => Limit switch
    {
        null => DefaultLimit,
        >= 1 and <= MaxLimit => Limit.Value,
        _ => throw RefusedException.Invalid("limit", $"limit is {Limit}; it can be 1 to {MaxLimit}."),
    };

    /// <summary>The id after which a newest-first list goes on, or null for its beginning.</summary>
    /// <exception cref="RefusedException">It is no id.</exception>
    public long? AfterId => string.IsNullOrEmpty(After) ? null : long.TryParse(After, out var id) ? id : throw BadAfter();

    public bool Matches(params ReadOnlySpan<string?> texts)
    {
        var search = Search?.Trim();
        if (string.IsNullOrEmpty(search))
            return true;
        foreach (var text in texts)
        {
            if (text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true)
                return true;
        }

        return false;
    }

    /// <summary>One part of the items in the order of their keys, so that paging holds while items come and go.</summary>
    /// <param name="key">Unique.</param>
    public Page<TAnswer> Page<T, TAnswer>(IEnumerable<T> items, Func<T, string> key, Func<T, TAnswer> answer)
    {
        var after = Key();
        var part = items.Select(item => (Key: key(item), Item: item))
            .Where(i => after is null || string.CompareOrdinal(i.Key, after) > 0)
            .OrderBy(i => i.Key, StringComparer.Ordinal)
            .Take(Size + 1)
            .ToList();
        var more = part.Count > Size;
        return new Page<TAnswer>(
            [.. part.Take(Size).Select(i => answer(i.Item))],
            more ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part[Size - 1].Key)) : null);
    }

    private string? Key()
    {
        if (string.IsNullOrEmpty(After))
            return null;
        return Base64Url.IsValid(After) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(After)) : throw BadAfter();
    }

    private static RefusedException BadAfter() =>
        RefusedException.Invalid("after", "after is not a value of next. Take it from the part before.");
}
