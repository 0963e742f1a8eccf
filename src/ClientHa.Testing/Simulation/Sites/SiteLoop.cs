using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>
/// Feeds the replica, one input after the other, and carries out its effects. What gathers while the disk works shares the next sync.
/// It keeps the contract of effects and no more: what comes before a record doesn't wait for it.
/// </summary>
internal sealed class SiteLoop(SiteProcess process)
{
    private readonly Queue<ReplicaInput> mailbox = [];
    private readonly Queue<ReplicaEffect> effects = [];
    private readonly List<ReplicaEffect> added = [];
    private readonly List<LogRecord> batch = [];
    private bool isDeciding;
    private bool isWriting;

    private Dice Dice => process.Site.Dice;

    public void Post(ReplicaInput input)
    {
        mailbox.Enqueue(input);
        if (isDeciding)
            return;
        isDeciding = true;
        process.After(Dice.Microseconds(0, 400), Decide);
    }

    private void Decide()
    {
        isDeciding = false;
        for (int most = Dice.Between(1, 16); most > 0 && mailbox.TryDequeue(out ReplicaInput? input); most--)
        {
            added.Clear();
            VersionVector before = process.Replica.Vector;
            process.Replica.Handle(input, process.Now, added);
            process.Site.Decided(input, before, added);
            foreach (ReplicaEffect effect in added)
                effects.Enqueue(effect);
        }
        if (mailbox.Count > 0)
        {
            isDeciding = true;
            process.After(Dice.Microseconds(0, 200), Decide);
        }
        CarryOut();
    }

    private void CarryOut()
    {
        while (!isWriting && process.IsAlive && effects.TryPeek(out ReplicaEffect? effect))
        {
            if (effect is ReplicaEffect.Persist)
            {
                Write();
                return;
            }
            effects.Dequeue();
            CarryOut(effect);
        }
        if (process.Store.IsFull)
            process.Store.Reserve();
    }

    /// <summary>The records that follow one another go to the disk together, and so do those behind what waits for them.</summary>
    private void Write()
    {
        batch.Clear();
        int most = Dice.Between(1, 8);
        foreach (ReplicaEffect effect in effects)
        {
            if (effect is ReplicaEffect.Persist persist && batch.Count < most)
                batch.Add(persist.Record);
        }
        if (!process.Disk.IsWritable)
        {
            process.Fail("its log cannot be written any more");
            return;
        }
        isWriting = true;
        LogRecord[] records = [.. batch];
        process.After(process.Disk.SyncTime(), () => Written(records));
        process.Disk.Begin(records);
    }

    private void Written(LogRecord[] records)
    {
        isWriting = false;
        if (!process.Disk.IsWritable)
        {
            process.Fail("its log cannot be written any more");
            return;
        }
        process.Disk.End();
        process.Store.Append(records);
        foreach (LogRecord record in records)
            process.Site.Durable(record);
        for (int left = records.Length; left > 0 && process.IsAlive;)
        {
            ReplicaEffect effect = effects.Dequeue();
            if (effect is ReplicaEffect.Persist)
                left--;
            else
                CarryOut(effect);
        }
        process.BecameDurable();
        CarryOut();
    }

    private void CarryOut(ReplicaEffect effect)
    {
        switch (effect)
        {
            case ReplicaEffect.Reply { Call: Action<ReplicaReply> call } reply:
                call(reply.Value);
                break;
            case ReplicaEffect.Acknowledge { Link: Peers.SiteLink link } acknowledge:
                link.Acknowledge(acknowledge.Vector);
                break;
            case ReplicaEffect.SendHeartbeat { Link: Peers.SiteLink link } heartbeat:
                link.SendHeartbeat(heartbeat.Vector, heartbeat.Digest, heartbeat.AsOf);
                break;
            case ReplicaEffect.Resubscribe { Link: Peers.SiteLink link } resubscribe:
                link.Resubscribe(resubscribe.Vector);
                break;
            case ReplicaEffect.Ahead { Link: Peers.SiteLink link } ahead:
                link.Hold(ahead.Stamp);
                break;
            case ReplicaEffect.Retired retired:
                process.Retired = retired.Roster.Retired;
                if (retired.Roster.OwnEnd is { } reason)
                    process.WasRetired(reason);
                break;
            case ReplicaEffect.Refuse { Link: Peers.SiteLink link } refuse:
                link.Close(Peers.LinkFailure.Refused, refuse.Reason);
                break;
            case ReplicaEffect.Diverged { Link: Peers.SiteLink link } diverged:
                link.Diverge(diverged.Reason);
                break;
        }
    }
}
