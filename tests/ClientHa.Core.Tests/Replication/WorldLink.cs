using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>A connection between two sites, from the hellos to its end. Another one begins anew.</summary>
internal sealed class WorldLink
{
    /// <param name="delayPercent">How often a message that could arrive doesn't yet.</param>
    public WorldLink(WorldSite one, WorldSite other, int delayPercent)
    {
        DelayPercent = delayPercent;
        Sites = [one, other];
        Streams = [new(this, one, other), new(this, other, one)];
        foreach (WorldStream stream in Streams)
            stream.Send(new WorldMessage.Hello(stream.From.Identity));
    }

    public int DelayPercent { get; }

    public bool IsOpen { get; private set; } = true;

    public WorldSite[] Sites { get; }

    public WorldStream[] Streams { get; }

    public WorldStream From(WorldSite site) => Streams[Array.IndexOf(Sites, site)];

    /// <summary>What is on its way may still arrive, as far as the dice say.</summary>
    public void Close(Dice? dice = null)
    {
        foreach (WorldStream stream in Streams)
            stream.Deliver(dice?.Below(8) ?? 0, dice);
        IsOpen = false;
    }

    /// <summary>An effect of a site reaches its link.</summary>
    public void CarryOut(WorldSite site, ReplicaEffect effect)
    {
        switch (effect)
        {
            case ReplicaEffect.Acknowledge acknowledge:
                WorldViolation.Unless(site.Durable.Covers(acknowledge.Vector), $"{site} acknowledged {acknowledge.Vector} and has only {site.Durable} durable");
                From(site).Send(new WorldMessage.Acknowledgement(acknowledge.Vector));
                break;
            case ReplicaEffect.SendHeartbeat heartbeat:
                WorldViolation.Unless(site.Durable.Covers(heartbeat.Vector), $"{site} told of {heartbeat.Vector} and has only {site.Durable} durable");
                From(site).Send(new WorldMessage.Heartbeat(heartbeat.Vector, heartbeat.Digest));
                break;
            case ReplicaEffect.Resubscribe resubscribe:
                From(site).Send(new WorldMessage.Subscribe(resubscribe.Vector));
                break;
            case ReplicaEffect.Diverged diverged:
                throw new WorldViolation($"{site} has diverged: {diverged.Reason}");
        }
    }
}
