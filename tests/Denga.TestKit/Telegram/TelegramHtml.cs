using System.Globalization;
using System.Text;

namespace Denga.TestKit.Telegram;

/// <summary>Reads the HTML that the Bot API documents, strictly: a tag or an entity that it does not list, or one not closed, is an error.</summary>
internal static class TelegramHtml
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["b"] = "bold",
        ["strong"] = "bold",
        ["i"] = "italic",
        ["em"] = "italic",
        ["u"] = "underline",
        ["ins"] = "underline",
        ["s"] = "strikethrough",
        ["strike"] = "strikethrough",
        ["del"] = "strikethrough",
        ["tg-spoiler"] = "spoiler",
        ["span"] = "spoiler",
        ["a"] = "text_link",
        ["code"] = "code",
        ["pre"] = "pre",
        ["blockquote"] = "blockquote",
        ["tg-emoji"] = "custom_emoji",
    };

    /// <summary>The text as a person sees it and its entities; or Telegram's description of the error.</summary>
    public static (string Text, IReadOnlyList<TelegramEntity> Entities, string? Error) Read(string html)
    {
        var text = new StringBuilder();
        var entities = new List<TelegramEntity>();
        var open = new Stack<(string Tag, int Offset, string? Value)>();
        for (var i = 0; i < html.Length; i++)
        {
            if (html[i] == '>')
                return Failed($"Character '>' is not escaped at {Offset(html, i)}");
            if (html[i] == '&')
            {
                var end = html.IndexOf(';', i);
                if (end < 0 || Decoded(html[(i + 1)..end]) is not { } character)
                    return Failed($"Character '&' is not escaped, or its entity is not supported, at {Offset(html, i)}");
                text.Append(character);
                i = end;
            }
            else if (html[i] != '<')
                text.Append(html[i]);
            else
            {
                var end = html.IndexOf('>', i);
                if (end < 0)
                    return Failed($"Unclosed start tag at {Offset(html, i)}");
                var error = Tag(html[(i + 1)..end], Offset(html, i), text, open, entities);
                if (error is not null)
                    return Failed(error);
                i = end;
            }
        }
        return open.Count > 0
            ? Failed($"Can't find end tag corresponding to start tag \"{open.Peek().Tag}\"")
            : (text.ToString(), entities.OrderBy(entity => entity.Offset).ThenByDescending(entity => entity.Length).ToList(), null);
    }

    private static string? Tag(
        string body,
        string offset,
        StringBuilder text,
        Stack<(string Tag, int Offset, string? Value)> open,
        List<TelegramEntity> entities
    )
    {
        if (body.StartsWith('/'))
        {
            var name = body[1..].Trim();
            if (!open.TryPop(out var start))
                return $"Unexpected end tag at {offset}";
            if (start.Tag != name)
                return $"Unmatched end tag at {offset}, expected \"</{start.Tag}>\", found \"</{name}>\"";
            if (text.Length > start.Offset)
                entities.Add(new TelegramEntity(Kinds[name], start.Offset, text.Length - start.Offset, start.Value));
            return null;
        }
        var parts = body.Split(' ', 2, StringSplitOptions.TrimEntries);
        var (tag, attributes) = (parts[0], parts.Length > 1 ? parts[1] : "");
        if (!Kinds.ContainsKey(tag))
            return $"Unsupported start tag \"{tag}\" at {offset}";
        var expected = tag switch
        {
            "a" => "href",
            "span" or "code" => "class",
            "tg-emoji" => "emoji-id",
            _ => "",
        };
        if (tag == "blockquote" && attributes == "expandable")
            attributes = "";
        if (attributes.Length == 0)
        {
            if (tag is "a" or "span" or "tg-emoji")
                return $"Tag \"{tag}\" must have attribute \"{expected}\" at {offset}";
            open.Push((tag, text.Length, null));
            return null;
        }
        if (expected.Length == 0 || !attributes.StartsWith(expected + "=\"", StringComparison.Ordinal) || !attributes.EndsWith('"'))
            return $"Unexpected attribute in tag \"{tag}\" at {offset}";
        var value = attributes[(expected.Length + 2)..^1];
        if (value.Contains('"', StringComparison.Ordinal))
            return $"Unexpected attribute in tag \"{tag}\" at {offset}";
        if (tag == "span" && value != "tg-spoiler")
            return $"Tag \"span\" must have class \"tg-spoiler\" at {offset}";
        if (tag == "code" && (!value.StartsWith("language-", StringComparison.Ordinal) || open.Count == 0 || open.Peek().Tag != "pre"))
            return $"Tag \"code\" may have a class only as <pre><code class=\"language-…\"> at {offset}";
        open.Push((tag, text.Length, Unescaped(value)));
        return null;
    }

    private static string Unescaped(string value) => System.Net.WebUtility.HtmlDecode(value);

    private static string? Decoded(string entity)
    {
        switch (entity)
        {
            case "lt":
                return "<";
            case "gt":
                return ">";
            case "amp":
                return "&";
            case "quot":
                return "\"";
        }
        if (!entity.StartsWith('#'))
            return null;
        var isHex = entity.Length > 1 && entity[1] is 'x' or 'X';
        return
            int.TryParse(
                entity.AsSpan(isHex ? 2 : 1),
                isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var code
            ) && Rune.IsValid(code)
            ? new Rune(code).ToString()
            : null;
    }

    private static string Offset(string html, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"byte offset {Encoding.UTF8.GetByteCount(html.AsSpan(0, index))}");

    private static (string, IReadOnlyList<TelegramEntity>, string?) Failed(string error) => ("", [], $"can't parse entities: {error}");
}
