using ClientHa.Core;
using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>
/// The clock that stamps a client's writes, as the SDK has it: the computer's time of day is no more than its first seed; from the
/// first answer on it goes by the sites' clocks and by the time that has elapsed here since.
/// </summary>
internal sealed class ClientClock(SimClient client)
{
    private HybridClock clock;
    private ulong seen;
    private long milliseconds = client.Clock.Milliseconds;
    private Instant since = client.World.Agenda.Now;

    public ulong Last => clock.Last;

    /// <summary>The time for a new operation id.</summary>
    public long Milliseconds => milliseconds + (long)(client.World.Agenda.Now - since).TotalMilliseconds;

    /// <summary>A stamp above all before.</summary>
    public ulong Stamp()
    {
        clock = clock.Tick(Milliseconds);
        return clock.Last;
    }

    /// <summary>Takes note of a site's clock, as it stands in an answer.</summary>
    public void Follow(ulong site)
    {
        if (site == 0)
            return;
        seen = Math.Max(seen, site);
        clock = clock.Merge(site);
        milliseconds = Core.Replication.Stamp.Milliseconds(site);
        since = client.World.Agenda.Now;
    }

    /// <summary>Takes note of what was seen, which may be as old as the data.</summary>
    public void Merge(ulong stamp)
    {
        seen = Math.Max(seen, stamp);
        clock = clock.Merge(stamp);
    }

    /// <summary>A stamp in place of one that was refused, above the one that would have won.</summary>
    public ulong StampAgain(ulong refused, ulong winner, ulong site)
    {
        Follow(site);
        if (winner < refused)
            clock = new(seen);
        clock = clock.Merge(winner);
        return Stamp();
    }
}
