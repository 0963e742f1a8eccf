namespace ClientHa.Core.Replication;

/// <summary>Where a conflict stands among all others, at every site.</summary>
internal readonly record struct ConflictPlace(WriteVersion Won, WriteVersion Lost) : IComparable<ConflictPlace>
{
    public int CompareTo(ConflictPlace other) => Won == other.Won ? Lost.CompareTo(other.Lost) : Won.CompareTo(other.Won);
}
