namespace ClientHa.Packages.Tests.Snippets;

/// <summary>The repository's Markdown files, built output left out.</summary>
internal static class Documents
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", "node_modules", "TestResults"];

    /// <summary>Paths relative to the repository, the README first.</summary>
    public static IEnumerable<string> All() => In(Repository.Root).Select(path => Path.GetRelativePath(Repository.Root, path));

    public static IEnumerable<MarkdownBlock> Blocks(params string[] languages) =>
        All().SelectMany(file => MarkdownBlock.Read(file, File.ReadAllText(Repository.PathOf(file))))
            .Where(block => languages.Contains(block.Language));

    private static IEnumerable<string> In(string directory) =>
        Directory.EnumerateFiles(directory, "*.md").Order(StringComparer.Ordinal)
            .OrderByDescending(path => Path.GetFileName(path) == "README.md")
            .Concat(Directory.EnumerateDirectories(directory)
                .Where(each => Path.GetFileName(each) is var name && name[0] != '.' && !NotOurs.Contains(name))
                .Order(StringComparer.Ordinal)
                .SelectMany(In));
}
