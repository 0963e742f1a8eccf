namespace ClientHa.Core.Replication;

/// <summary>Which addition it is: the same on every try.</summary>
internal readonly record struct AdditionName(OperationId Id, string Key, long Delta);
