using System.Security.Cryptography;
using ClientHa.Core.Replication;

namespace ClientHa.Server.Sites;

/// <summary>Names that nobody else has, from the system's dice.</summary>
internal static class RandomIds
{
    public static OperationId Operation(TimeProvider timeProvider) =>
        OperationId.Create(timeProvider.GetUtcNow().ToUnixTimeMilliseconds(), Dice(), Dice());

    public static ReplicaId Replica(int site) => ReplicaId.Create(site, Dice());

    private static ulong Dice() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
