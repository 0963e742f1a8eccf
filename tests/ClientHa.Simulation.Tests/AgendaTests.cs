using ClientHa.Core;
using ClientHa.Testing.Simulation;

namespace ClientHa.Simulation.Tests;

public sealed class AgendaTests
{
    private readonly Agenda agenda = new();
    private readonly List<string> happened = [];

    [Fact]
    public void Things_happen_in_the_order_of_their_moments_and_at_one_moment_in_the_order_of_planning()
    {
        Plan(2, "c");
        Plan(1, "a");
        Plan(1, "b");
        agenda.RunUntil(At(5));

        Assert.Equal(["a 1", "b 1", "c 2"], happened);
        Assert.Equal(At(5), agenda.Now);
    }

    [Fact]
    public void What_is_planned_for_the_past_happens_now_and_what_comes_later_waits()
    {
        Plan(1, "a", () => agenda.At(At(0), () => Say("at once")));
        Plan(9, "later");
        agenda.RunUntil(At(5));

        Assert.Equal(["a 1", "at once 1"], happened);
    }

    [Fact]
    public void A_loop_that_time_never_ends_is_found()
    {
        void Again() => agenda.After(TimeSpan.Zero, Again);
        Again();

        Assert.Equal("time passes", Assert.Throws<SimulationViolation>(() => agenda.RunUntil(At(1))).Rule);
    }

    private static Instant At(double seconds) => default(Instant) + TimeSpan.FromSeconds(seconds);

    private void Plan(double seconds, string what, Action? then = null) => agenda.At(At(seconds), () =>
    {
        Say(what);
        then?.Invoke();
    });

    private void Say(string what) => happened.Add($"{what} {TimeSpan.FromTicks(agenda.Now.Ticks).TotalSeconds:0}");
}
