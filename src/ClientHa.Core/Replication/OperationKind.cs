namespace ClientHa.Core.Replication;

/// <summary>What an operation does. The numbers stand in logs: they never change.</summary>
internal enum OperationKind : byte
{
    Put = 1,
    Delete = 2,
}
