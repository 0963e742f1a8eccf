using System.Text.RegularExpressions;

namespace ClientHa.Packages.Tests.Snippets;

/// <summary>One fenced block of a document.</summary>
/// <param name="File">The document, relative to the repository.</param>
/// <param name="Line">The number of the block's first line, from 1.</param>
/// <param name="Language">The word after the fence: <c>csharp</c>, <c>json</c>, <c>sh</c>.</param>
/// <param name="Context">The name in <c>&lt;!-- snippet: context NAME --&gt;</c> before the fence: a file in <c>Contexts</c>.</param>
/// <param name="Text">The lines between the fences.</param>
internal sealed partial record MarkdownBlock(string File, int Line, string Language, string? Context, string Text)
{
    public static IEnumerable<MarkdownBlock> Read(string file, string markdown)
    {
        string[] lines = markdown.ReplaceLineEndings("\n").Split('\n');
        string? context = null;
        for (int i = 0; i < lines.Length; i++)
        {
            if (ContextComment().Match(lines[i]) is { Success: true } comment)
            {
                context = comment.Groups[1].Value;
            }
            else if (Fence().Match(lines[i]) is { Success: true } fence)
            {
                int first = i + 1;
                int indent = fence.Groups[1].Length;
                while (++i < lines.Length && lines[i].Trim() != "```")
                {
                }

                IEnumerable<string> body = lines[first..i].Select(line => line[Math.Min(indent, Indentation(line))..]);
                yield return new(file, first + 1, fence.Groups[2].Value, context, string.Join('\n', body));
                context = null;
            }
            else if (lines[i].Length > 0)
            {
                context = null;
            }
        }
    }

    private static int Indentation(string line) => line.Length - line.TrimStart(' ').Length;

    [GeneratedRegex(@"^\s*<!--\s*snippet:\s*context\s+(\w+)\s*-->\s*$")]
    private static partial Regex ContextComment();

    [GeneratedRegex(@"^( *)```(\w*)")]
    private static partial Regex Fence();
}
