namespace ClientHa.Server.Security.Setup;

/// <summary>Files that only their owner reads, and that are there whole or not at all.</summary>
internal static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode Everyone = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>A secret: mode 0600.</summary>
    public static void Write(string path, string text) => Write(path, text, OwnerOnly);

    /// <summary>What everybody may read, such as an authority's certificate.</summary>
    public static void WriteOpen(string path, string text) => Write(path, text, Everyone);

    /// <summary>Makes a directory, if there is none, that only its owner enters.</summary>
    public static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerDirectory);
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        // Never in place: a site may read the file at any moment, and a power cut come at any other.
        string unfinished = path + ".tmp";
        File.Delete(unfinished);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        using (FileStream stream = new(unfinished, options))
        {
            FileOwner.Inherit(stream.SafeFileHandle, path);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path, overwrite: true);
    }
}
