using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Network;
using ClientHa.Testing.Simulation.Sites.Storage;

namespace ClientHa.Testing.Simulation.Sites.Peers;

/// <summary>What goes out on a link: what the peer's vector doesn't cover, from the log, in the log's order.</summary>
internal sealed class SiteSender(SiteProcess process, ConnectionEnd end, Action<string> refuse)
{
    private VersionVector peerHas = VersionVector.Empty;
    private VersionVector? subscription;
    private bool wantsState;
    private Feed? feed;
    private RecordReader? reader;
    private bool isAwake;
    private bool isBusy;

    private Dice Dice => process.Site.Dice;

    public void Send(PeerMessage message) => end.Send(message);

    /// <summary>The peer has this, and isn't sent it: what comes from a peer doesn't go back to it.</summary>
    public void Know(VersionVector vector) => peerHas = peerHas.Merge(vector);

    /// <summary>Sends what the vector doesn't cover; the whole state first, where the peer is empty.</summary>
    public void Subscribe(VersionVector vector, bool isEmpty)
    {
        (subscription, wantsState) = (vector, isEmpty);
        Wake();
    }

    public void Wake()
    {
        if (isAwake)
            return;
        isAwake = true;
        process.After(Dice.Microseconds(0, 1_000), Work);
    }

    private void Work()
    {
        isAwake = false;
        if (end.IsClosed || isBusy)
            return;
        if (subscription is { } vector)
        {
            (subscription, feed) = (null, new(vector));
            reader = wantsState ? null : process.Store.OpenReader(vector);
        }
        if (feed is null)
            return;
        if (reader is null || reader.IsCutOff || Push())
            Capture();
    }

    /// <returns>Whether the log cannot bring the peer further.</returns>
    private bool Push()
    {
        feed!.Know(peerHas);
        List<Operation> operations = [];
        int most = Dice.Between(1, 12);
        while (operations.Count < most && reader!.Read() is { } record)
        {
            FeedStep step = feed.Next(record);
            if (step == FeedStep.Deliver)
                operations.Add(((LogRecord.Applied)record).Operation);
            if (step == FeedStep.NeedState)
            {
                Send(operations);
                return true;
            }
        }
        Send(operations);
        if (operations.Count == most)
            Wake();
        else if (!reader!.IsCutOff)
            process.Site.ReadAll(feed.Vector);
        return false;
    }

    private void Send(List<Operation> operations)
    {
        if (operations.Count == 0)
            return;
        foreach (Operation operation in operations)
            process.Site.Sent(operation);
        Send(new PeerMessage.Push([.. operations]));
    }

    private void Capture()
    {
        isBusy = true;
        process.Loop.Post(new ReplicaInput.Capture((Action<ReplicaReply>)(reply => SendState(((ReplicaReply.State)reply).Value))));
    }

    private void SendState(ReplicaState state)
    {
        const int partDocuments = 3, partResults = 12;
        if (!feed!.Vector.IsEmpty)
            feed.Know(peerHas);
        if (!feed.MayTake(state))
        {
            refuse("the site was away for longer than its peers remember what was deleted");
            return;
        }
        process.Site.Told(state.Vector);
        Queue<PeerMessage> messages = new([new PeerMessage.SnapshotBegin(state.Vector)]);
        foreach (StoredDocument[] part in state.Documents.Chunk(partDocuments))
            messages.Enqueue(new PeerMessage.SnapshotPart(new(part, [])));
        foreach (OperationResult[] part in state.Results.Chunk(partResults))
            messages.Enqueue(new PeerMessage.SnapshotPart(new([], part)));
        messages.Enqueue(new PeerMessage.SnapshotPart(state.ToPart() with { Documents = [], Results = [] }));
        messages.Enqueue(new PeerMessage.SnapshotEnd());
        SendParts(messages, state.Vector);
    }

    /// <summary>One after the other: a link may end in between, and the log may be cut.</summary>
    private void SendParts(Queue<PeerMessage> messages, VersionVector vector)
    {
        for (int most = Dice.Between(1, 6); most > 0 && messages.TryDequeue(out PeerMessage? message); most--)
            Send(message);
        if (messages.Count > 0)
        {
            process.After(Dice.Microseconds(0, 3_000), () => SendParts(messages, vector));
            return;
        }
        isBusy = false;
        feed!.Know(vector);
        reader = process.Store.OpenReader(feed.Vector);
        Wake();
    }
}
