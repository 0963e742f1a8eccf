namespace ClientHa.Server.Keeping;

/// <summary>A file is no backup, or not what was written. The site that it was taken of has nothing to do with that.</summary>
internal sealed class BackupDamagedException(string file, long offset, string expected) : IOException(
    $"'{file}' is no whole backup: at byte {offset}: expected {expected}. Take another one, or restore one that was taken before.");
