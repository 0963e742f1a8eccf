using System.Text.RegularExpressions;

namespace ClientHa.Packages.Tests.Snippets;

/// <summary>Finds what a document's commands name in this repository and what isn't there.</summary>
internal static partial class ShellCommands
{
    /// <summary>One message for each path that does not exist.</summary>
    public static IEnumerable<string> MissingPaths(MarkdownBlock block)
    {
        string[] lines = block.Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            for (int word = 0; word < words.Length; word++)
            {
                bool isProject = word > 0 && words[word - 1] is "--project";
                if ((isProject || OurPath().IsMatch(words[word])) && !Exists(block.File, words[word], isProject))
                    yield return $"{block.File}({block.Line + i}): {words[word]} does not exist: {lines[i].Trim()}";
            }
        }
    }

    private static bool Exists(string document, string path, bool isProject)
    {
        string[] places = [Repository.Root, Repository.PathOf(Path.GetDirectoryName(document) ?? "")];
        return places.Select(place => Path.Combine(place, path)).Any(each =>
            File.Exists(each) || (Directory.Exists(each) && (!isProject || Directory.EnumerateFiles(each, "*.csproj").Any())));
    }

    [GeneratedRegex(@"^(\./)?(src|tests|protos|samples)(/[\w./-]*)?$")]
    private static partial Regex OurPath();
}
