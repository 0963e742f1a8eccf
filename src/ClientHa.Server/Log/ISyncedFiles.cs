namespace ClientHa.Server.Log;

/// <summary>The disk, as far as writing goes: the seam at which tests let it fail.</summary>
internal interface ISyncedFiles
{
    /// <summary>
    /// Why writers get no room although some may have been set aside for them; null where only <see cref="Create"/> knows, as with
    /// a real disk. A test need not fill a segment to see what a full disk does.
    /// </summary>
    string? Refusal => null;

    /// <summary>Makes a file, in place of one that is there, of so many zero bytes that the disk has set aside.</summary>
    /// <exception cref="IOException">There is not so much room; no file is left behind.</exception>
    ISyncedFile Create(string path, long bytes);

    /// <summary>Opens a file for writing.</summary>
    ISyncedFile Open(string path);

    /// <summary>Makes durable which files a directory has.</summary>
    void FlushDirectory(string path);
}
