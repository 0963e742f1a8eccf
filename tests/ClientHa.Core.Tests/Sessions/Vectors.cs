using System.Globalization;
using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Sessions;

/// <summary>Vectors as text: <c>a3 b5</c> are three operations of site 0 and five of site 1.</summary>
internal static class Vectors
{
    public static ReplicaId Replica(char name) => ReplicaId.Create(name - 'a', 1);

    public static VersionVector Of(string text) => VersionVector.Create(
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => new VectorEntry(Replica(entry[0]), ulong.Parse(entry[1..], CultureInfo.InvariantCulture), 0)));

    public static string Text(VersionVector vector) =>
        string.Join(' ', vector.Entries.ToArray().Where(entry => entry.Sequence > 0).Select(entry => $"{(char)('a' + entry.Replica.Site)}{entry.Sequence}"));
}
