namespace ClientHa.Server.Log;

/// <summary>A file that is written and made durable.</summary>
internal interface ISyncedFile : IDisposable
{
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Waits until all that was written is on the disk.</summary>
    void Flush();
}
