namespace ClientHa.Core.Replication;

/// <summary>What kinds of operations have in common.</summary>
internal static class OperationKinds
{
    /// <summary>Its key is a document's.</summary>
    public static bool ChangesDocument(this OperationKind kind) => kind is OperationKind.Put or OperationKind.Delete;
}
