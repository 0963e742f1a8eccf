namespace ClientHa.Core.Replication;

/// <summary>
/// What was added to a counter, and what was answered. Its name is the operation id with what it does: an id that is used for two
/// things names two additions, at every site alike.
/// </summary>
/// <param name="Version">The operation id, and the stamp under which it was accepted.</param>
/// <param name="Replica">Who accepted it, as far as this site heard first.</param>
/// <param name="Sequence">Its number there.</param>
/// <param name="Total">Of the counter after it, at the replica that accepted it.</param>
internal sealed record Addition(WriteVersion Version, ReplicaId Replica, ulong Sequence, string Key, long Delta, long Total)
{
    public AdditionName Name => new(Version.OperationId, Key, Delta);

    public OperationResult Result => new(Version, Replica, Sequence, Superseded: false) { Kind = OperationKind.Add, Result = CounterNumber.Write(Total) };

    /// <exception cref="FormatException">Its value is no number.</exception>
    public static Addition Of(Operation operation) => new(
        operation.Version,
        operation.Replica,
        operation.Sequence,
        operation.Key,
        CounterNumber.Read(operation.Value),
        operation.Result.IsEmpty ? 0 : CounterNumber.Read(operation.Result));
}
