using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.Testing.Simulation.Network;
using ClientHa.Testing.Simulation.Sites.Peers;
using ClientHa.Testing.Simulation.Sites.Serving;
using ClientHa.Testing.Simulation.Sites.Storage;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>What a site is while its process runs: the real replica, and the shell around it by the rules of the server.</summary>
internal sealed class SiteProcess
{
    private readonly SiteStartup startup;
    private readonly SnapshotKeeper snapshots;
    private readonly GuardedClock clock;
    private bool hasServed;

    /// <summary>Recovers what is on the disk, which can be written: nothing runs yet.</summary>
    public SiteProcess(SimSite site)
    {
        Site = site;
        clock = new(site.World.Options.Rules.MaxClockSkew);
        Membership = new(this, site.Disk);
        Replica = new(Membership.Replica, site.World.Options.Rules);
        Store = new(site.Disk, site.Limits, Replica);
        Confirmations = new(Replica.Id);
        Retired = Replica.Roster.Retired;
        Loop = new(this);
        Links = new(this);
        Calls = new(this);
        startup = new(this);
        snapshots = new(this);
    }

    public SimSite Site { get; }

    public SimDisk Disk => Site.Disk;

    public Replica Replica { get; }

    public SiteStore Store { get; }

    /// <summary>What peers have of this site's own operations.</summary>
    public Confirmations Confirmations { get; }

    public SiteLoop Loop { get; }

    public SiteMembership Membership { get; }

    public SiteLinks Links { get; }

    public SiteCalls Calls { get; }

    public SitePhase Phase { get; private set; }

    /// <summary>The lives that are over, durably.</summary>
    public IReadOnlyCollection<ReplicaId> Retired { get; set; }

    /// <summary>Who this site is, as of now.</summary>
    public SiteIdentity Identity => Membership.Identity(Store.DurableVector) with { Retired = Retired };

    /// <summary>What it has is not to be served: its disk was rolled back, or its life was given up.</summary>
    public bool IsUnfit { get; private set; }

    /// <summary>The time by which the site stamps and judges, in milliseconds since 1970.</summary>
    public long Now => clock.Read(Site.Clock.Milliseconds, Site.World.Agenda.Now - default(Instant));

    /// <summary>Its machine's clock was set while it ran: whoever looks after it starts it again.</summary>
    public bool IsClockHeld => Now != Site.Clock.Milliseconds;

    public bool IsAlive => Site.Process == this && Site.IsUp;

    /// <summary>Clients' calls are taken: while it serves, and in its drain, unless it was told to stop before it had served.</summary>
    public bool IsServing => !IsUnfit && hasServed && Phase is SitePhase.Serving or SitePhase.Draining;

    public void Start()
    {
        Links.Start();
        startup.Start();
        snapshots.Start();
    }

    public void After(TimeSpan delay, Action action) => Site.After(delay, action);

    public void Accept(ConnectionEnd end) => end.Received = message =>
    {
        if (message is PeerMessage.Hello hello)
            Links.Accept(end, hello);
        else
            Calls.Accept(end, message);
    };

    public void Enter(SitePhase phase)
    {
        if (phase <= Phase)
            return;
        Phase = phase;
        hasServed |= phase == SitePhase.Serving;
        Site.World.NoteHarm();
        Site.World.Timeline.Record(TimelineKind.SitePhaseChanged, Site.Number, (int)phase);
        Site.World.Timeline.Say(Site.Name, $"is {phase}");
    }

    /// <summary>More has become durable: readers of the log go on.</summary>
    public void BecameDurable()
    {
        Links.BecameDurable();
        Calls.BecameDurable();
        startup.Look();
    }

    /// <summary>A peer has said what it has, durably.</summary>
    public void Heard(VersionVector has)
    {
        if (Confirmations.Heard(has))
            Calls.Confirmed();
    }

    /// <summary>Serving would accept writes under numbers that were given before.</summary>
    public void RolledBack(string reason, ulong sequence)
    {
        if (IsUnfit)
            return;
        if (Membership.Returning is not null)
        {
            CannotReturn("it was rolled back again before it had come back");
            return;
        }
        IsUnfit = true;
        if (Disk.HasRoom)
            Membership.BeginNewLife(sequence);
        Site.Fail($"its disk was rolled back: {reason}", isRolledBack: false);
    }

    /// <summary>What it wrote before its disk was rolled back doesn't fit to what is here, or nobody can tell.</summary>
    public void CannotReturn(string reason)
    {
        if (IsUnfit)
            return;
        IsUnfit = true;
        Site.Fail($"its disk was rolled back, and {reason}", isRolledBack: true);
    }

    /// <summary>Nobody would take what it accepts.</summary>
    public void WasRetired(string reason)
    {
        IsUnfit = true;
        Site.Fail(reason, isRolledBack: true);
    }

    /// <summary>The process stops, because it cannot go on.</summary>
    public void Fail(string reason) => Site.Fail(reason, isRolledBack: false);

    /// <summary>SIGTERM: sends clients elsewhere, finishes what it has, gives peers what they lack, and ends.</summary>
    public void Drain(Action ended)
    {
        Enter(SitePhase.Draining);
        Calls.Drain();
        After(SimSite.DrainPeriod, () =>
        {
            Enter(SitePhase.Closing);
            Site.Poll(TimeSpan.FromSeconds(1), () => !Links.HasPending, ended);
        });
    }
}
