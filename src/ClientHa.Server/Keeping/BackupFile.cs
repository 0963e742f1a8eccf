using ClientHa.Server.Log;

namespace ClientHa.Server.Keeping;

/// <summary>A snapshot file that is not written to a disk but taken away in pieces, while it is written.</summary>
internal sealed class BackupFile : ISyncedFile
{
    private const int MaxPieceBytes = 256 << 10;

    private readonly Queue<byte[]> pieces = [];

    /// <summary>What was written and not taken yet, from the beginning to the end of the file.</summary>
    public IEnumerable<byte[]> Take()
    {
        while (pieces.TryDequeue(out byte[]? piece))
            yield return piece;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        for (; bytes.Length > MaxPieceBytes; bytes = bytes[MaxPieceBytes..])
            pieces.Enqueue(bytes[..MaxPieceBytes].ToArray());
        pieces.Enqueue(bytes.ToArray());
    }

    public void Flush()
    {
    }

    public void Dispose()
    {
    }
}
