namespace ClientHa.Core.Replication;

/// <summary>What an operation does. The numbers stand in logs: they never change. 16 to 47 are kept for seats.</summary>
internal enum OperationKind : byte
{
    Put = 1,
    Delete = 2,

    /// <summary>Adds the value, 8 bytes little-endian and signed, to a counter.</summary>
    Add = 3,

    /// <summary>The key names a replica that will never come back.</summary>
    Retire = 4,

    /// <summary>The key names a replica that takes part from now on.</summary>
    Join = 5,
}
