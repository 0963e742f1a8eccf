namespace ClientHa.Server.Tests.Log;

internal enum ModelStepKind
{
    Append,
    Sync,

    /// <summary>The process dies, and the log is opened again.</summary>
    Crash,

    /// <summary>The process dies in the middle of a sync.</summary>
    TornCrash,

    /// <summary>The disk is read-only in the middle of a sync, and perhaps for some time after it.</summary>
    RefusedWrite,
    Compact,

    /// <summary>The open reader goes on, or a new one begins.</summary>
    Read,

    /// <summary>The disk is full until the next crash, or the next of these.</summary>
    FullDisk,
}
