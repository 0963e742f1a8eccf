using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

/// <summary>Each event in each state: what becomes of the site, while another one is available.</summary>
public sealed class FailureTableTests
{
    private const SiteState A = SiteState.Available, S = SiteState.Suspected, D = SiteState.Draining, E = SiteState.Ejected,
        R = SiteState.Returning;

    //                                                 in:  A  S  D  E  R
    private static readonly (SiteEventKind Kind, SiteState[] To)[] Table =
    [
        (SiteEventKind.Answered,       /* alive           */ [A, A, D, E, R]),
        (SiteEventKind.Down,           /* draining's due  */ [E, E, D, E, E]),
        (SiteEventKind.Draining,       /* takes no more   */ [D, D, D, E, D]),
        (SiteEventKind.Silent,         /* asks            */ [S, S, D, E, R]),
        (SiteEventKind.Broken,         /* once: alive     */ [A, A, D, E, R]),
        (SiteEventKind.Local,          /* nobody's fault  */ [A, S, D, E, R]),
        (SiteEventKind.ProbeStarted,   /* no news yet     */ [A, S, D, E, R]),
        (SiteEventKind.ProbeSucceeded, /* the first       */ [A, A, D, E, R]),
        (SiteEventKind.ProbeFailed,    /* only a suspect  */ [A, E, D, E, R]),
        (SiteEventKind.Resolved,       /* no evidence     */ [A, S, D, E, R]),
        (SiteEventKind.Renewed,        /* no evidence     */ [A, S, D, E, R]),
        (SiteEventKind.NetworkChanged, /* all are asked   */ [S, S, D, E, R]),
        (SiteEventKind.Connected,      /* how near it is  */ [A, S, D, E, R]),
    ];

    public static TheoryData<string, SiteState, SiteState> Rows()
    {
        TheoryData<string, SiteState, SiteState> rows = [];
        foreach ((SiteEventKind kind, SiteState[] to) in Table)
        {
            foreach (SiteState from in Enum.GetValues<SiteState>())
                rows.Add(kind.ToString(), from, to[Array.IndexOf([A, S, D, E, R], from)]);
        }
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_event_makes_of_a_state_what_the_table_says(string kind, SiteState from, SiteState to)
    {
        Scenario scenario = Scenario.With(from);
        SiteHealth before = scenario[0];

        scenario.Happens(Enum.Parse<SiteEventKind>(kind), at: "192.0.2.1:8001");

        Assert.Equal(to, scenario[0].State);
        Assert.Equal(kind == nameof(SiteEventKind.NetworkChanged) ? S : A, scenario[1].State);
        Assert.Equal(before.Name, scenario[0].Name);
        bool isRenewed = kind is nameof(SiteEventKind.Renewed) or nameof(SiteEventKind.NetworkChanged) || (to == E && (from != E || kind == nameof(SiteEventKind.Down)));
        Assert.Equal(isRenewed, scenario[0].Generation > before.Generation);
    }

    [Fact]
    public void The_table_has_a_row_for_every_kind_of_event() =>
        Assert.Equal(Enum.GetValues<SiteEventKind>(), Table.Select(row => row.Kind));

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_belongs_to_an_older_generation_changes_nothing(string kindName, SiteState from, SiteState to)
    {
        _ = to;
        SiteEventKind kind = Enum.Parse<SiteEventKind>(kindName);
        if (kind is SiteEventKind.Local or SiteEventKind.Resolved or SiteEventKind.Renewed or SiteEventKind.NetworkChanged or SiteEventKind.Connected)
            return; // Not seen by a connection.
        Scenario scenario = Scenario.With(from);
        foreach (int age in (int[])[1, 2, -1])
        {
            SiteEvent stale = new(kind, 0, scenario[0].Generation - age) { Reason = "old", Method = 1, EndpointKey = "x" };
            Assert.Same(scenario.State, scenario.State.Record(stale, scenario.Now));
        }
    }

    [Fact]
    public void Of_many_calls_lost_with_one_connection_only_the_first_counts()
    {
        Scenario scenario = new();
        SiteEvent lost = new(SiteEventKind.Down, 0, scenario[0].Generation) { Reason = "reset" };
        FailoverState once = scenario.State.Record(lost, scenario.Now);

        Assert.Same(once, once.Record(lost, scenario.Now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void An_answer_is_recorded_only_where_it_is_news()
    {
        foreach (SiteState from in Enum.GetValues<SiteState>())
        {
            Scenario scenario = Scenario.With(from);
            FailoverState before = scenario.State;
            bool isWanted = (before.WantsAnswers & 1) != 0;
            Assert.Equal(from is S or R, isWanted);
            scenario.Happens(SiteEventKind.Answered);
            if (!isWanted)
                Assert.Same(before, scenario.State);
        }
    }

    [Fact]
    public void The_reason_is_kept_until_the_site_is_well()
    {
        Scenario scenario = new();
        Assert.Equal("Down", scenario.Down()[0].Reason);
        Assert.Equal("ProbeFailed", scenario.Probed(good: false)[0].Reason);
        Assert.Null(scenario.Recovers()[0].Reason);
    }
}
