namespace ClientHa.Core.Replication;

/// <summary>What decides between two writes of one key, at every site alike: the later stamp, then the greater operation id.</summary>
internal readonly record struct WriteVersion(ulong Stamp, OperationId OperationId) : IComparable<WriteVersion>
{
    public static bool operator <(WriteVersion left, WriteVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(WriteVersion left, WriteVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(WriteVersion left, WriteVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(WriteVersion left, WriteVersion right) => left.CompareTo(right) >= 0;

    public int CompareTo(WriteVersion other) =>
        Stamp != other.Stamp ? Stamp.CompareTo(other.Stamp) : OperationId.CompareTo(other.OperationId);
}
