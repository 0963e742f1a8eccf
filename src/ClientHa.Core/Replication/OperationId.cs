using System.Buffers.Binary;
using System.Globalization;

namespace ClientHa.Core.Replication;

/// <summary>The name of an operation, the same on every try: 128 bits, a UUIDv7 (RFC 9562) where a client made it.</summary>
internal readonly record struct OperationId(ulong High, ulong Low) : IComparable<OperationId>
{
    public const int Bytes = 16;

    public bool IsNone => High == 0 && Low == 0;

    /// <summary>When it was made, where it says so: by the clock of who made it.</summary>
    public long? Milliseconds => ((High >> 12) & 0xF) == 7 ? (long)(High >> 16) : null;

    /// <summary>A UUIDv7: the time in milliseconds first, then 74 bits from the dice.</summary>
    public static OperationId Create(long unixMilliseconds, ulong dice, ulong moreDice) => new(
        ((ulong)unixMilliseconds << 16) | 0x7000 | (dice & 0x0FFF),
        0x8000_0000_0000_0000 | (moreDice >> 2));

    /// <summary>From 16 bytes, big-endian, as a UUID is written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out OperationId id)
    {
        bool fits = bytes.Length == Bytes;
        id = fits ? new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..])) : default;
        return fits;
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    public static bool operator <(OperationId left, OperationId right) => left.CompareTo(right) < 0;

    public static bool operator >(OperationId left, OperationId right) => left.CompareTo(right) > 0;

    public static bool operator <=(OperationId left, OperationId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(OperationId left, OperationId right) => left.CompareTo(right) >= 0;

    public int CompareTo(OperationId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{High >> 32:x8}-{(High >> 16) & 0xFFFF:x4}-{High & 0xFFFF:x4}-{Low >> 48:x4}-{Low & 0xFFFF_FFFF_FFFF:x12}");
}
