using ClientHa.Core.Replication;
using ClientHa.V1;
using Google.Protobuf;
using SiteWord = ClientHa.Core.Sessions.SiteWord;
using VectorEntry = ClientHa.Core.Replication.VectorEntry;

namespace ClientHa.Services;

/// <summary>Version vectors and what sites say of themselves, from the wire and for it.</summary>
internal static class SessionVectors
{
    /// <returns>Null where a site says nothing, or something that this version does not know.</returns>
    public static SiteWord? Read(V1.SiteWord? word)
    {
        if (word is null || word.Replica == 0)
            return null;
        try
        {
            return new(new ReplicaId(word.Replica), Read(word.Vector), word.Confirmed, word.Stale);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    public static ByteString Write(VersionVector vector)
    {
        Vector message = new();
        foreach (VectorEntry entry in vector.Entries)
        {
            if (entry.Sequence > 0)
                message.Entries.Add(new V1.VectorEntry { Replica = entry.Replica.Value, Sequence = entry.Sequence });
        }
        return message.ToByteString();
    }

    private static VersionVector Read(ByteString bytes) => VersionVector.Create(
        Vector.Parser.ParseFrom(bytes).Entries.Select(entry => new VectorEntry(new ReplicaId(entry.Replica), entry.Sequence, 0)));
}
