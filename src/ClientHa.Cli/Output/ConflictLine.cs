using ClientHa.Services;

namespace ClientHa.Cli;

/// <summary>A conflict as an object of JSON.</summary>
internal sealed record ConflictLine(string Key, ConflictLine.Write Lost, ConflictLine.Write Won)
{
    public static ConflictLine Of(DocumentConflict conflict) => new(conflict.Key, Write.Of(conflict.Lost), Write.Of(conflict.Won));

    /// <summary>One of the two writes; without a value where it deleted.</summary>
    internal sealed record Write(string Version, bool Deleted, int? Site, string? Value, string? ValueBase64)
    {
        public static Write Of(ConcurrentWrite write)
        {
            DocumentLine line = DocumentLine.Of(write.Document, withValue: !write.IsDeleted);
            return new(line.Version, write.IsDeleted, write.Site, line.Value, line.ValueBase64);
        }
    }
}
