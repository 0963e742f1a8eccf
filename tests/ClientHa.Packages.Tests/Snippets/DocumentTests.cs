using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace ClientHa.Packages.Tests.Snippets;

public sealed partial class DocumentTests
{
    [Fact]
    public void Every_csharp_block_of_a_document_compiles() =>
        AssertNone(Documents.Blocks("csharp", "cs").SelectMany(SnippetCompiler.Errors));

    [Fact]
    public void Every_json_block_of_a_document_parses() =>
        AssertNone(Documents.Blocks("json").SelectMany(JsonErrors));

    [Fact]
    public void Every_path_in_a_documents_commands_exists() =>
        AssertNone(Documents.Blocks("sh", "bash", "shell", "console").SelectMany(ShellCommands.MissingPaths));

    [Fact]
    public void Every_relative_link_of_a_document_leads_somewhere() =>
        AssertNone(Documents.All().SelectMany(BrokenLinks));

    private static IEnumerable<string> JsonErrors(MarkdownBlock block)
    {
        try
        {
            // Comments are allowed, as in appsettings.json.
            using var parsed = JsonDocument.Parse(block.Text, new() { CommentHandling = JsonCommentHandling.Skip });
            return [];
        }
        catch (JsonException error)
        {
            return [$"{block.File}({block.Line + (error.LineNumber ?? 0)}): {error.Message}"];
        }
    }

    private static IEnumerable<string> BrokenLinks(string file)
    {
        string directory = Repository.PathOf(Path.GetDirectoryName(file) ?? "");
        return RelativeLink().Matches(CodeBlock().Replace(File.ReadAllText(Repository.PathOf(file)), ""))
            .Select(link => link.Groups[1].Value)
            .Where(link => !Path.Exists(Path.Combine(directory, link)))
            .Select(link => $"{file}: the link to {link} leads nowhere");
    }

    private static void AssertNone(IEnumerable<string> findings)
    {
        string text = string.Join('\n', findings);
        Assert.True(text.Length == 0, text);
    }

    [GeneratedRegex(@"\]\((?!\w+:|#)([^)#\s]+)[^)]*\)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex("^ *```.*?^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
