using System.Security.Cryptography;
using ClientHa.Core.Replication;

namespace ClientHa.Server.Sites;

/// <summary>Names that nobody else has, from the system's dice.</summary>
internal static class RandomIds
{
    /// <summary>A UUIDv4: it says no time, because nobody can have asked for it before.</summary>
    public static OperationId Operation() => new((Dice() & ~0xF000UL) | 0x4000, (Dice() >> 2) | 0x8000_0000_0000_0000);

    public static ReplicaId Replica(int site) => ReplicaId.Create(site, Dice());

    private static ulong Dice() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
