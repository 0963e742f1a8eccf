using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>One direction of a link: what is on its way, and how far the receiver has been served of the sender's log.</summary>
internal sealed class WorldStream(WorldLink link, WorldSite from, WorldSite to)
{
    private const int PartSize = 2;

    private readonly Queue<WorldMessage> messages = [];
    private readonly List<LogRecord.StatePart> parts = [];
    private VersionVector known = VersionVector.Empty;
    private Feed? feed;
    private long position;
    private bool isCapturing;

    public WorldSite From => from;

    public bool IsIdle => messages.Count == 0;

    public void Send(WorldMessage message)
    {
        if (link.IsOpen)
            messages.Enqueue(message);
    }

    /// <summary>Serves the log from its begin to a receiver that has what the vector covers.</summary>
    public void Serve(VersionVector vector)
    {
        feed = new(vector);
        position = 0;
        isCapturing = false;
    }

    public void ServeState(VersionVector vector)
    {
        Serve(vector);
        Capture();
    }

    /// <summary>The receiver has this, and isn't sent it.</summary>
    public void Know(VersionVector vector) => known = known.Merge(vector);

    /// <returns>How many records were read.</returns>
    public int Pump(int most)
    {
        if (!link.IsOpen || feed is null || isCapturing)
            return 0;
        feed.Know(known);
        List<Operation> batch = [];
        FeedStep step = FeedStep.Skip;
        int count = 0;
        for (; count < most && step != FeedStep.NeedState && from.Read(position, out long next) is { } record; position = next, count++)
        {
            step = feed.Next(record);
            if (step == FeedStep.Deliver)
                batch.Add(((LogRecord.Applied)record).Operation);
        }
        if (batch.Count > 0)
            Send(new WorldMessage.Push([.. batch]));
        if (step == FeedStep.NeedState)
            Capture();
        return count;
    }

    /// <summary>The state that was asked for is here and durable.</summary>
    public void SendState(ReplicaState state)
    {
        if (!link.IsOpen || !isCapturing)
            return;
        foreach (StoredDocument[] part in state.Documents.Chunk(PartSize))
            Send(new WorldMessage.StatePart(part, []));
        foreach (OperationResult[] part in state.Results.Chunk(PartSize * 4))
            Send(new WorldMessage.StatePart([], part));
        Send(new WorldMessage.StateEnd(state.Vector));
        feed!.Know(state.Vector);
        position = state.Records;
        isCapturing = false;
    }

    /// <summary>The next messages arrive; by the dice one gets lost, or comes once more behind the others.</summary>
    public void Deliver(int most, Dice? dice = null)
    {
        if (dice?.Chance(link.DelayPercent) == true)
            return;
        for (; most > 0 && messages.TryDequeue(out WorldMessage? message); most--)
        {
            if (message.IsExpendable && dice?.Chance(3) == true)
                continue;
            if (message.IsExpendable && dice?.Chance(5) == true)
                messages.Enqueue(message);
            Receive(message);
        }
    }

    private void Receive(WorldMessage message)
    {
        switch (message)
        {
            case WorldMessage.Hello hello:
                Greet(Handshake.Judge(to.Identity, hello.Identity), hello.Identity.Vector);
                break;
            case WorldMessage.Push push:
                link.From(to).Know(VersionVector.Create(push.Operations.Select(each => new VectorEntry(each.Replica, each.Sequence, each.Chain))));
                to.Handle(new ReplicaInput.Push(link, push.Operations));
                break;
            case WorldMessage.StatePart part:
                parts.Add(new(part.Documents, part.Results));
                break;
            case WorldMessage.StateEnd end:
                to.Handle(new ReplicaInput.State(link, end.Vector, [.. parts]));
                parts.Clear();
                break;
            case WorldMessage.Acknowledgement acknowledgement:
                link.From(to).Know(acknowledgement.Vector);
                break;
            case WorldMessage.Heartbeat heartbeat:
                link.From(to).Know(heartbeat.Vector);
                to.Handle(new ReplicaInput.Heartbeat(link, heartbeat.Vector, heartbeat.Digest));
                break;
            case WorldMessage.Subscribe subscribe:
                link.From(to).Serve(subscribe.Vector);
                break;
        }
    }

    private void Greet(HandshakeVerdict verdict, VersionVector vector)
    {
        WorldStream back = link.From(to);
        switch (verdict)
        {
            case HandshakeVerdict.Refuse refuse:
                throw new WorldViolation($"{to} refuses {from}: {refuse.Reason}");
            case HandshakeVerdict.BothEmpty:
                link.Close();
                break;
            case HandshakeVerdict.Welcome:
                back.ServeState(vector);
                break;
            case HandshakeVerdict.Join join:
                to.Cluster = join.Cluster;
                back.Serve(vector);
                break;
            default:
                back.Serve(vector);
                break;
        }
    }

    private void Capture()
    {
        isCapturing = true;
        from.Handle(new ReplicaInput.Capture(this));
    }
}
