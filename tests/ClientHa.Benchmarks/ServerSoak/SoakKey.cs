namespace ClientHa.Benchmarks.ServerSoak;

/// <summary>What one client, the only one that writes this key, knows of it: its writes are numbered, and follow one another.</summary>
internal sealed class SoakKey(string name)
{
    private long attempted;
    private long acknowledged;
    private bool isAcknowledgedDeleted = true;
    private bool mayBeDeleted = true;

    public string Name => name;

    /// <summary>A write begins.</summary>
    /// <returns>Its number.</returns>
    public long Begin(bool isDelete)
    {
        mayBeDeleted |= isDelete;
        return ++attempted;
    }

    /// <summary>The last write that began was acknowledged.</summary>
    public void Acknowledge(bool isDelete) =>
        (acknowledged, isAcknowledgedDeleted, mayBeDeleted) = (attempted, isDelete, isDelete);

    /// <summary>Whether what a site has can be: the last acknowledged write, or one that was tried after it.</summary>
    /// <param name="found">The number in the document; null where there is none.</param>
    public bool Allows(long? found) => found is { } number
        ? number <= attempted && (number > acknowledged || (number == acknowledged && !isAcknowledgedDeleted))
        : mayBeDeleted;

    public override string ToString() =>
        $"{name}: {attempted} tried, {acknowledged} acknowledged{(isAcknowledgedDeleted ? " as a delete" : "")}";
}
