using System.Collections.Immutable;
using ClientHa.Testing.Simulation.Checks.Sites;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>All promises of a run.</summary>
internal sealed class CheckList
{
    private static ImmutableArray<Check> Promises =>
    [
        new AcknowledgedWritesStay(),
        new KeptWritesStay(),
        new SessionsAreKept(),
        new SequencesAreGivenOnce(),
        new NoHoles(),
        new OperationsAreExecutedOnce(),
        new AdditionsCountOnce(),
        new StampsAreKept(),
        new ConflictsAreKept(),
        new AnswersAreDurable(),
        new ClocksAreAhead(),
        new NoClockIsDragged(),
        new SitesKeepTheTime(),
        new NoDeletedDocumentReturns(),
        new ReadsShowTheNewest(),
        new RecoveryIsTrue(),
        new SitesAreEqual(),
        new LinksAreHonest(),
        new OneCluster(),
        new RolledBackSitesStop(),
        new ConditionsHold(),
        new WatchesMissNothing(),
        new ReadersMissNothing(),
        new EveryCallEnds(),
        new Deadlines(),
        new EjectedSites(),
        new ReconnectDelays(),
        new Homecoming(),
        new OwnOrder(),
        new NearFirst(),
        new RoundRobinShares(),
        new Blame(),
        new BrokenSites(),
        new Drains(),
        new Suspicions(),
        new SlowIsNotDead(),
        new SingleProbes(),
        new ProbePace(),
        new RacePace(),
        new Rounds(),
        new ExecutedOnce(),
        new OwnWritesWin(),
        new NoSiteOnlyByRace(),
        new Herd(),
        new Recovery(),
    ];

    private readonly ImmutableArray<Check> all;

    /// <param name="more">What else is looked at in this run.</param>
    public CheckList(ImmutableArray<Check> more)
    {
        all = [.. Promises, .. more];
        Clients = new ClientChecks([.. all.OfType<IClientCheck>()]);
        OfSites = [.. all.OfType<ISiteCheck>()];
        OfUsers = [.. all.OfType<IUserCheck>()];
    }

    /// <summary>All that watch clients.</summary>
    public IClientCheck Clients { get; }

    public ImmutableArray<ISiteCheck> OfSites { get; }

    public ImmutableArray<IUserCheck> OfUsers { get; }

    public void Healed(World world)
    {
        foreach (Check check in all)
            check.Healed(world);
    }

    public void Ended(World world)
    {
        foreach (Check check in all)
            check.Ended(world);
    }
}
