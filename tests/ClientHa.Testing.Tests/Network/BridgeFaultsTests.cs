using ClientHa.Testing.Network;

namespace ClientHa.Testing.Tests.Network;

public sealed class BridgeFaultsTests
{
    private static readonly BridgeFaults Refuse = new() { Refuse = true };
    private static readonly BridgeFaults Freeze = new() { Freeze = true };
    private static readonly BridgeFaults BlackholeForth = Forth(new() { Blackhole = true });
    private static readonly BridgeFaults BlackholeBack = Back(new() { Blackhole = true });
    private static readonly BridgeFaults Late = Forth(new() { Delay = TimeSpan.FromSeconds(1), BytesPerSecond = 100 });
    private static readonly BridgeFaults Later = Forth(new() { Delay = TimeSpan.FromSeconds(2), BytesPerSecond = 50 });
    private static readonly BridgeFaults CutSoon = Back(new() { CutAfterBytes = 10 });
    private static readonly BridgeFaults CutLate = Back(new() { CutAfterBytes = 1_000 });

    [Fact]
    public void No_faults_are_no_fault() => Assert.Equal(BridgeFaults.Nothing, BridgeFaults.Combine([]));

    [Fact]
    public void One_fault_is_itself()
    {
        foreach (BridgeFaults fault in All)
            Assert.Equal(fault, BridgeFaults.Combine([fault]));
    }

    [Fact]
    public void Delays_add_up_and_the_tighter_limit_holds()
    {
        BridgeFaults both = BridgeFaults.Combine([Late, Later, CutLate, CutSoon]);

        Assert.Equal(new FlowFaults { Delay = TimeSpan.FromSeconds(3), BytesPerSecond = 50 }, both.Forth);
        Assert.Equal(new FlowFaults { CutAfterBytes = 10 }, both.Back);
    }

    [Fact]
    public void The_order_of_faults_says_nothing()
    {
        BridgeFaults all = BridgeFaults.Combine(All);

        Assert.Equal(all, BridgeFaults.Combine(All.Reverse()));
        Assert.Equal(all, BridgeFaults.Combine([BridgeFaults.Combine(All.Take(3)), BridgeFaults.Combine(All.Skip(3))]));
        Assert.True(all is { Refuse: true, Freeze: true, Forth.Blackhole: true, Back.Blackhole: true });
    }

    [Fact]
    public void What_a_client_finds_follows_from_all_faults_together()
    {
        (BridgeFaults[] Faults, string Welcome)[] table =
        [
            ([], "Connection"),
            ([Freeze], "Connection"),
            ([Late, CutSoon], "Connection"),
            ([Refuse], "Refusal"),
            ([Refuse, Freeze], "Refusal"),
            ([BlackholeForth], "Silence"),
            ([BlackholeBack], "Silence"),
            ([BlackholeBack, Refuse], "Silence"),
        ];
        foreach ((BridgeFaults[] faults, string welcome) in table)
            Assert.Equal(welcome, BridgeFaults.Combine(faults).Welcome.ToString());
    }

    [Fact]
    public void A_direction_holds_what_its_own_faults_hold()
    {
        Assert.True(BlackholeForth.Holds(isForth: true));
        Assert.False(BlackholeForth.Holds(isForth: false));
        Assert.False(BlackholeBack.Holds(isForth: true));
        Assert.True(BlackholeBack.Holds(isForth: false));
        Assert.True(Freeze.Holds(isForth: true) && Freeze.Holds(isForth: false));
        Assert.False(Refuse.Holds(isForth: true) || Late.Holds(isForth: true));
    }

    private static BridgeFaults[] All => [Refuse, Freeze, BlackholeForth, BlackholeBack, Late, Later, CutSoon, CutLate];

    private static BridgeFaults Forth(FlowFaults faults) => new() { Forth = faults };

    private static BridgeFaults Back(FlowFaults faults) => new() { Back = faults };
}
