using System.Globalization;

namespace ClientHa.Server.Log;

/// <summary>Names of numbered files: the number in 16 hexadecimal digits, so that they sort by it.</summary>
internal static class FileNames
{
    public const string Log = ".log";
    public const string Snapshot = ".snap";

    /// <summary>What is not finished, and of no use after a restart.</summary>
    public const string Unfinished = ".tmp";

    public static string Of(string directory, long number, string extension) =>
        Path.Combine(directory, number.ToString("x16", CultureInfo.InvariantCulture) + extension);

    /// <summary>The number in a name; false if it is not one of ours.</summary>
    public static bool TryParse(string path, string extension, out long number)
    {
        string name = Path.GetFileName(path);
        number = 0;
        return name.Length == 16 + extension.Length && name.EndsWith(extension, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            && number >= 0 && Of("", number, extension) == name;
    }

    /// <summary>The numbers of a directory's files, in order, and what else is there.</summary>
    public static (SortedList<long, string> Files, List<string> Others) List(string directory, string extension)
    {
        var files = new SortedList<long, string>();
        var others = new List<string>();
        foreach (string path in Directory.EnumerateFileSystemEntries(directory))
        {
            if (TryParse(path, extension, out long number)) files.Add(number, path);
            else others.Add(path);
        }
        return (files, others);
    }
}
