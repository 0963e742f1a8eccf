using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>
/// Sites, clients and the links between them, in one thread and with a clock of their own: one seed draws everything. First whatever
/// may happen happens, then all heals, and what was promised must hold.
/// </summary>
internal sealed class World
{
    /// <summary>Short, so that some retries come too late.</summary>
    public static readonly ReplicaRules Rules = new() { OperationLifetime = TimeSpan.FromSeconds(4) };

    private const int Steps = 1_000;
    private const int MostRounds = 400;

    private static readonly int[] Delays = [0, 0, 50, 92];

    private readonly WorldSite[] sites;
    private readonly WorldClient[] clients;
    private readonly List<WorldLink> links = [];

    public World(ulong seed)
    {
        Dice = new(seed);
        sites = [.. Enumerable.Range(0, 2 + Dice.Below(3)).Select(number => new WorldSite(this, number, Dice.Below(1_800) - 900))];
        clients = [.. Enumerable.Range(0, 4).Select(number => new WorldClient(this, number == 0 ? 4_000 : Dice.Below(1_800) - 900))];
        Guid cluster = new("c1c1c1c1-0000-4000-8000-000000000001");
        foreach (WorldSite site in sites)
        {
            // The others were there from the beginning, or join some time.
            site.Cluster = site == sites[0] || Dice.Chance(30) ? cluster : null;
            site.Start();
        }
    }

    public Dice Dice { get; }

    public WorldLedger Ledger { get; } = new();

    /// <summary>The true time, in milliseconds since 1970.</summary>
    public long Now { get; private set; } = 1_800_000_000_000;

    public static World Run(ulong seed)
    {
        World world = new(seed);
        for (int i = 0; i < Steps; i++)
            world.Step();
        world.Heal();
        world.Check();
        return world;
    }

    /// <summary>As <see cref="Run"/>, for those who can name no type of this world.</summary>
    public static void Start(ulong seed) => Run(seed);

    private void Step()
    {
        Now += Dice.Below(12);
        WorldSite site = Dice.Pick(sites);
        switch (Dice.Below(200))
        {
            case < 24: ActOfClient(); break;
            case < 94: StreamOfAny()?.Deliver(1 + Dice.Below(4), Dice); break;
            case < 134: StreamOfAny()?.Pump(1 + Dice.Below(8)); break;
            case < 176: site.Sync(1 + Dice.Below(6)); break;
            case < 186: Connect(site, Dice.Pick(sites)); break;
            case < 188: LinkOfAny()?.Close(Dice); break;
            case < 189: Crash(site); break;
            case < 192: Restart(site); break;
            case < 198: HeartbeatOfAny(); break;
            case < 199: site.Compact(); break;
            default: Now += Dice.Below(1_500); break;
        }
        links.RemoveAll(link => !link.IsOpen);
    }

    private void ActOfClient()
    {
        WorldSite[] serving = [.. sites.Where(site => site.IsServing)];
        if (serving.Length > 0)
            Dice.Pick(clients).Act(Dice.Pick(serving), Dice);
    }

    private WorldLink? LinkOfAny() => links.Count > 0 ? Dice.Pick(links) : null;

    private WorldStream? StreamOfAny() => LinkOfAny() is { } link ? Dice.Pick(link.Streams) : null;

    private void HeartbeatOfAny()
    {
        if (LinkOfAny() is { } link)
            Dice.Pick(link.Sites).Handle(new ReplicaInput.HeartbeatDue(link));
    }

    private void Connect(WorldSite one, WorldSite other)
    {
        bool isNew = one != other && one.IsUp && other.IsUp && !links.Any(link => link.IsOpen && link.Sites.Contains(one) && link.Sites.Contains(other));
        if (isNew)
            links.Add(new(one, other, delayPercent: Dice.Pick(Delays)));
    }

    private void Crash(WorldSite site)
    {
        site.Crash();
        foreach (WorldLink link in links.Where(link => link.Sites.Contains(site)))
            link.Close(Dice);
    }

    private static void Restart(WorldSite site)
    {
        if (!site.IsUp)
            site.Start();
    }

    private void Heal()
    {
        foreach (WorldLink link in links)
            link.Close();
        bool moves = true;
        for (int round = 0; moves; round++)
        {
            WorldViolation.Unless(round < MostRounds, "what is healed never comes to rest");
            moves = Round() | sites.Any(site => site.Cluster is null);
        }
    }

    /// <returns>Whether anything moved.</returns>
    private bool Round()
    {
        bool moves = false;
        links.RemoveAll(link => !link.IsOpen);
        foreach (WorldSite site in sites)
        {
            Restart(site);
            foreach (WorldSite other in sites)
                Connect(site, other);
        }
        foreach (WorldStream stream in links.SelectMany(link => link.Streams))
        {
            moves |= stream.Pump(int.MaxValue) > 0 || !stream.IsIdle;
            stream.Deliver(int.MaxValue);
        }
        foreach (WorldSite site in sites)
            moves |= site.Sync(int.MaxValue) > 0;
        return moves;
    }

    private void Check()
    {
        foreach (WorldLink link in links)
        {
            foreach (WorldSite site in link.Sites)
                site.Handle(new ReplicaInput.HeartbeatDue(link));
        }
        Round();

        StoredDocument[] expected = sites[0].State().Documents;
        foreach (WorldSite site in sites)
        {
            Check(site, site.State(), expected);
            Replica recovered = site.Recovered();
            WorldViolation.Unless(
                recovered.Digest == site.Replica.Digest && recovered.Records == site.Replica.Records, $"{site} would come back from its disk as another");
        }
    }

    private void Check(WorldSite site, ReplicaState state, StoredDocument[] expected)
    {
        WorldViolation.Unless(state.Vector.Equals(sites[0].Replica.Vector), $"{site} ends with {state.Vector}, and site 0 with {sites[0].Replica.Vector}");
        WorldViolation.Unless(state.Digest == sites[0].Replica.Digest, $"{site} has another digest than site 0");
        WorldViolation.Unless(
            state.Documents.Select(Text).SequenceEqual(expected.Select(Text)), $"{site} has other documents than site 0");
        Ledger.Check(site, state.Documents);
    }

    private static string Text(StoredDocument document) =>
        $"{document.Key} {document.Version} {document.IsDeleted} {Convert.ToHexString(document.Value.Span)}";
}
