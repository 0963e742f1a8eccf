using System.Globalization;

namespace ClientHa.Core.Replication;

/// <summary>
/// One life of a site's data directory: 8 bits of site number and 56 bits of chance. A site whose disk was lost comes back as another
/// replica, because it no longer knows which sequence numbers it has given.
/// </summary>
internal readonly record struct ReplicaId(ulong Value) : IComparable<ReplicaId>
{
    public const int MaxSite = 255;

    private const int LifeBits = 56;

    public bool IsNone => Value == 0;

    public int Site => (int)(Value >> LifeBits);

    public static ReplicaId Create(int site, ulong dice) => new(((ulong)site << LifeBits) | (dice >> (64 - LifeBits)) | 1);

    /// <summary>From 16 hexadecimal digits.</summary>
    public static bool TryParse(string text, out ReplicaId id)
    {
        bool fits = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value) && text.Length == 16 && value != 0;
        id = new(fits ? value : 0);
        return fits;
    }

    public int CompareTo(ReplicaId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
