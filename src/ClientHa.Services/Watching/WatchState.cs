using ClientHa.V1;

namespace ClientHa.Services;

/// <summary>How far a watch has come, over all its streams: the cursor, and what was delivered.</summary>
internal sealed class WatchState(string prefix, WatchOptions options)
{
    private readonly KnownVersions known = new();
    private WatchCursor cursor = options.Cursor ?? WatchCursor.Beginning;
    private bool hasBegun;

    /// <summary>What the next stream is asked for.</summary>
    public WatchRequest Request()
    {
        known.AbandonReset();
        return new WatchRequest { Prefix = prefix, Cursor = cursor.Bytes, FromNow = options.FromNow && !hasBegun };
    }

    /// <summary>What of a response is to be delivered. The state has moved on when all of it was taken.</summary>
    public IEnumerable<DocumentChange> Take(WatchResponse response)
    {
        if (response.Reset)
            known.BeginReset();
        bool isReset = known.Present is not null;
        List<(Document Document, bool IsDeleted)> changes = [.. Written(response)];
        HashSet<string>? present = response.ResetComplete ? known.Present : null;
        if (present is not null)
            changes.AddRange(known.CompleteReset(present).Select(gone => (new Document(gone.Key, default, gone.Version), true)));
        WatchCursor next = known.Present is not null || response.Cursor.IsEmpty ? cursor : new WatchCursor(response.Cursor);

        // Only the last one carries the response's cursor: who goes on from an earlier one must get those behind it again.
        for (int i = 0; i < changes.Count; i++)
            yield return new DocumentChange(changes[i].Document, changes[i].IsDeleted, isReset, i == changes.Count - 1 ? next : cursor);
        if (present is not null)
            options.ResetCompleted?.Invoke(present);
        if (known.Present is null)
            MoveTo(next);
    }

    private IEnumerable<(Document Document, bool IsDeleted)> Written(WatchResponse response)
    {
        foreach (Change change in response.Changes)
        {
            if (!change.Superseded && known.Advance(change.Document.Key, Messages.Read(change.Document.Version), change.Deleted))
                yield return (Messages.Read(change.Document), change.Deleted);
        }
    }

    private void MoveTo(WatchCursor next)
    {
        bool isNew = !hasBegun || !next.Equals(cursor);
        cursor = next;

        // From the first word on the watch goes by its cursor. That of sites without a write is empty, and means the same as now.
        hasBegun = true;
        if (isNew)
            options.CursorMoved?.Invoke(cursor);
    }
}
