namespace ClientHa.Core.Replication;

/// <summary>Writes that lost to a concurrent one.</summary>
internal sealed partial class Replica
{
    private void Lost(StoredDocument lost, StoredDocument won)
    {
        // One write that two sites have stamped has not lost to itself.
        if (lost.Version.OperationId != won.Version.OperationId)
            conflicts.Add(new(lost, won, WhoAccepted(lost), WhoAccepted(won)));
    }

    private ReplicaId WhoAccepted(StoredDocument document) => results.Find(document.Version.OperationId)?.Replica ?? default;

    private ReplicaReply.Conflicts Page(ReplicaInput.ListConflicts list, long now)
    {
        List<StoredConflict> page = [];
        long bytes = 0;
        bool more = false;
        foreach (StoredConflict conflict in conflicts.Newest(list.Prefix, list.After))
        {
            bytes += (2 * conflict.Won.Key.Length) + conflict.Won.Value.Length + conflict.Lost.Value.Length;
            more = page.Count > 0 && (page.Count >= list.MaxCount || bytes > list.MaxBytes);
            if (more)
                break;
            page.Add(conflict);
        }
        return new([.. page], more, Read(now));
    }
}
