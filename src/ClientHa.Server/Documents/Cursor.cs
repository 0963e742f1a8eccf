using System.Buffers.Text;
using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Server.Documents;

/// <summary>A version vector as the bytes that clients keep and don't look into. Every site of the cluster understands it.</summary>
internal static class Cursor
{
    public static ByteString Write(VersionVector vector) => new Vector { Entries = { Codec.WriteSequences(vector) } }.ToByteString();

    /// <exception cref="FormatException">Not from a site of ClientHa.</exception>
    public static VersionVector Read(ByteString cursor)
    {
        try
        {
            return Codec.Read(Vector.Parser.ParseFrom(cursor).Entries);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new FormatException("The cursor is none that a site has given.", exception);
        }
    }

    /// <summary>The text form: base64url without padding (RFC 4648, section 5), as the typed clients print it.</summary>
    public static string Print(ByteString cursor) => Base64Url.EncodeToString(cursor.Span);

    /// <inheritdoc cref="Read"/>
    public static VersionVector Parse(string text) => Base64Url.IsValid(text)
        ? Read(UnsafeByteOperations.UnsafeWrap(Base64Url.DecodeFromChars(text)))
        : throw new FormatException("The cursor is none that a site has given.");
}
