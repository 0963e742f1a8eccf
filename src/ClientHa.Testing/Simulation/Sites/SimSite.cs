using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Checks;
using ClientHa.Testing.Simulation.Network;
using ClientHa.Testing.Simulation.Sites.Storage;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>A site's machine: its disk, its clock, what is wrong with it, and the process that runs on it or doesn't.</summary>
internal sealed class SimSite : Node
{
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan DrainPeriod = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan restartDelay = TimeSpan.FromSeconds(3);

    private int downs;

    public SimSite(World world, int number, WallClock clock)
        : base(world, number, $"site {number}", clock)
    {
        Number = number;
        Dice = world.Dice(Name);
        Disk = new(world.Dice($"disk of {Name}"));
        Limits = StoreLimits.Draw(world.Dice($"store of {Name}"));
    }

    public int Number { get; }

    public Dice Dice { get; }

    public SimDisk Disk { get; }

    public StoreLimits Limits { get; }

    /// <summary>Null while nothing runs.</summary>
    public SiteProcess? Process { get; private set; }

    public SiteMood Mood { get; } = new();

    /// <summary>Its clock was wrong by more than sites' clocks may be, at some time.</summary>
    public bool HasLiedAboutTime { get; set; }

    /// <summary>It comes later, and its peers were not told of it.</summary>
    public bool IsLate => World.Options.HasLateSite && Number == World.Options.Sites - 1;

    /// <summary>It has been started once.</summary>
    public bool WasStarted { get; private set; }

    public bool IsServing => IsUp && Process is { IsServing: true };

    public override void Accept(ConnectionEnd end) => Process?.Accept(end);

    /// <summary>One more fault keeps it down: by SIGKILL, or by the power.</summary>
    public void TakeDown(bool cutsPower)
    {
        downs++;
        if (cutsPower)
            CutPower();
        else
            Kill();
    }

    /// <summary>One fault fewer keeps it down.</summary>
    public void BringBack()
    {
        if (--downs == 0)
            Start();
    }

    /// <summary>SIGTERM: drains, ends, and stays down until it is brought back.</summary>
    public void Stop()
    {
        downs++;
        if (IsUp)
            Run(() => Process?.Drain(() =>
            {
                Kill();
                StartUnlessHeld();
            }));
    }

    /// <summary>Its clock is right again, and the process goes on by what it showed before: it is started again.</summary>
    public void TakeClockOver()
    {
        if (!IsUp || Process is not { IsClockHeld: true })
            return;
        TakeDown(cutsPower: false);
        BringBack();
    }

    /// <summary>The process ends by itself; whoever looks after it starts it again.</summary>
    public void Fail(string reason, bool isRolledBack)
    {
        World.Timeline.Say(Name, $"stops: {reason}");
        Kill();
        if (isRolledBack)
            World.Operator.Called(this);
        else
            RestartLater();
    }

    /// <summary>Everything on its disk is lost; it starts, unless something keeps it down, as a new life.</summary>
    public void Wipe(string reason)
    {
        Kill();
        World.Timeline.Say(Name, "begins with an empty disk");
        World.Ledger.DiskLost(this, reason);
        Disk.Replace(new());
        RestartLater();
    }

    /// <summary>Runs now or, where it is down, when nothing keeps it so.</summary>
    public void StartUnlessHeld()
    {
        if (downs == 0)
            Start();
    }

    /// <summary>Does something when a condition holds, or a time has passed.</summary>
    public void Poll(TimeSpan limit, Func<bool> condition, Action then)
    {
        if (condition() || limit <= TimeSpan.Zero)
            then();
        else
            After(TimeSpan.FromMilliseconds(50), () => Poll(limit - TimeSpan.FromMilliseconds(50), condition, then));
    }

    public Guid NewCluster()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, Dice.Number());
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Dice.Number());
        return new(bytes);
    }

    public void Decided(ReplicaInput input, VersionVector before, List<ReplicaEffect> effects)
    {
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Decided(this, input, before, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(effects));
    }

    public void Durable(LogRecord record)
    {
        World.Ledger.TakeDurable(this, record);
        if (record is LogRecord.Applied { Operation: { } operation })
            World.Timeline.Record(TimelineKind.RecordDurable, Number, operation.Replica.Site, operation.Chain);
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Durable(this, record);
    }

    public void Founded()
    {
        World.Timeline.Say(Name, "founds the cluster");
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Founded(this);
    }

    public void Replied(WriteRequest? request, ReplicaReply reply)
    {
        World.Ledger.TakeReply(this, request, reply);
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Replied(this, request, reply);
    }

    public void Told(VersionVector vector)
    {
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Told(this, vector);
    }

    public void Sent(Operation operation)
    {
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Sent(this, operation);
    }

    public void ReadAll(VersionVector vector)
    {
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.ReadAll(this, vector);
    }

    public void Heard(int peer, VersionVector? has)
    {
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Heard(this, peer, has);
    }

    public void LinkChanged(int peer, bool isConnected)
    {
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.LinkChanged(this, peer, isConnected);
    }

    public void Reported(int peer, Peers.LinkReport report)
    {
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Reported(this, peer, report);
    }

    /// <summary>To a log of the user's own, which outlives the process.</summary>
    public void Booked(long number)
    {
        World.Timeline.Record(TimelineKind.Executed, Number, 0, (ulong)number);
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Booked(this, number);
    }

    protected override void Starting()
    {
        if (!Disk.IsWritable)
        {
            // Its lock file cannot be written: it ends again at once.
            Process = null;
            After(TimeSpan.Zero, () => Fail("its data directory is not writable", isRolledBack: false));
            return;
        }
        WasStarted = true;
        if (Disk.Image.Meta is null or { Cluster: null } or { IsJoining: true })
            World.Ledger.DiskCleared(this);
        Process = new(this);
        if (ClockRule.FaultAtStart(Process.Replica.Clock, Clock.Milliseconds, World.Options.Rules) is { } fault)
        {
            foreach (LogRecord record in Process.Store.Survived)
                Durable(record);
            After(TimeSpan.Zero, () => Fail(fault, isRolledBack: false));
            Process = null;
            return;
        }
        if (Process.Replica.Roster.OwnEnd is { } end)
        {
            foreach (LogRecord record in Process.Store.Survived)
                Durable(record);
            After(TimeSpan.Zero, () => Fail(end, isRolledBack: true));
            Process = null;
            return;
        }
        World.Timeline.Record(TimelineKind.SiteStarted, Number, 0, Process.Replica.Digest);
        if (World.Timeline.IsKept)
        {
            World.Timeline.Say(Name, $"starts as replica {Process.Replica.Id} with {Process.Replica.Vector}{(Process.Store.TornTail ? ", and cuts off a torn tail" : "")}");
        }
        foreach (LogRecord record in Process.Store.Survived)
            Durable(record);
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Recovered(this, Process.Replica);
        Process.Start();
    }

    protected override void Ended()
    {
        World.NoteHarm();
        Process = null;
        Disk.ProcessDied();
    }

    protected override void Darkened() => Disk.PowerFailed();

    private void RestartLater() => World.Agenda.After(restartDelay, () =>
    {
        if (HasPower)
            StartUnlessHeld();
    });
}
