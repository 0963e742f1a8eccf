namespace ClientHa.Packages.Tests;

/// <summary>Where the sources lie that these tests read.</summary>
internal static class Repository
{
    /// <summary>The directory that holds <c>ClientHa.sln</c>. Found from the test's own place: on CI, source paths are mapped.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>This test project's directory.</summary>
    public static string TestProject { get; } = PathOf("tests", "ClientHa.Packages.Tests");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot(string start)
    {
        for (DirectoryInfo? directory = new(start); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "ClientHa.sln")))
                return directory.FullName;
        }

        throw new DirectoryNotFoundException($"No directory above {start} holds ClientHa.sln; run the tests from a checkout.");
    }
}
