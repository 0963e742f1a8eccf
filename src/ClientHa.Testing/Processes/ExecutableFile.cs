namespace ClientHa.Testing.Processes;

/// <summary>Finds what a command's first word stands for, as a shell does.</summary>
internal static class ExecutableFile
{
    public static string Find(string fileName)
    {
        if (fileName.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return File.Exists(fileName)
                ? Path.GetFullPath(fileName)
                : throw new FileNotFoundException($"There is no program '{fileName}'.", fileName);
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"There is no program '{fileName}' in the folders of PATH: {path}.", fileName);
    }
}
