using ClientHa.Testing.Simulation;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Simulation.Tests.Network;

/// <summary>What the simulated network does is what TCP does, or what is found by it is nothing worth.</summary>
public sealed class NetTests
{
    private readonly World world = new(SimulationOptions.Draw(1), isKept: false);
    private readonly Machine here;
    private readonly Machine there;

    public NetTests()
    {
        here = new(world, 1);
        there = new(world, 2);
        here.Start();
        there.Start();
    }

    [Fact]
    public void Messages_arrive_in_order_however_long_each_takes()
    {
        ConnectionEnd end = Connect();
        world.Net.LineOf(here, there).LossPerMille = 300;
        for (int i = 0; i < 200; i++)
            end.Send(i);
        Pass(600);

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), there.Heard);
    }

    [Fact]
    public void A_connection_to_a_process_that_is_not_there_is_refused()
    {
        there.Kill();

        Assert.True(TryConnect(out ConnectionEnd? end));
        Assert.Null(end);
    }

    [Theory]
    [InlineData("here is cut off")]
    [InlineData("there is cut off")]
    [InlineData("there is no power")]
    public void Where_packets_vanish_nothing_is_told_until_they_no_longer_do(string fault)
    {
        switch (fault)
        {
            case "here is cut off": world.Net.Block(here, there); break;
            case "there is cut off": world.Net.Block(there, here); break;
            default: there.CutPower(); break;
        }
        bool isTold = false;
        world.Net.Connect(here, there, end => isTold = end is not null);
        Pass(60);
        Assert.False(isTold);

        switch (fault)
        {
            case "here is cut off": world.Net.Unblock(here, there); break;
            case "there is cut off": world.Net.Unblock(there, here); break;
            default: there.Start(); break;
        }
        Pass(60);
        Assert.True(isTold);
    }

    [Fact]
    public void Who_gave_up_hears_nothing_more()
    {
        world.Net.Block(here, there);
        Dialing dialing = world.Net.Connect(here, there, _ => here.Heard.Add("told"));
        Pass(1);
        dialing.Cancel();
        world.Net.Unblock(here, there);
        Pass(60);

        Assert.Empty(here.Heard);
    }

    [Fact]
    public void What_a_cut_line_swallows_comes_when_it_is_back_and_before_what_is_sent_then()
    {
        ConnectionEnd end = Connect();
        world.Net.Block(here, there);
        world.Net.Block(here, there);
        end.Send(1);
        Pass(60);
        end.Send(2);
        world.Net.Unblock(here, there);
        Pass(60);
        Assert.Empty(there.Heard);

        world.Net.Unblock(here, there);
        end.Send(3);
        Pass(60);
        Assert.Equal(["1", "2", "3"], there.Heard);
    }

    [Fact]
    public void A_line_that_is_cut_one_way_lets_the_other_way_through()
    {
        ConnectionEnd end = Connect();
        world.Net.Block(here, there);
        end.Send(1);
        there.Accepted[0].Send(2);
        Pass(60);

        Assert.Empty(there.Heard);
        Assert.Equal(["2"], here.Heard);
    }

    [Fact]
    public void A_killed_process_closes_its_connections_behind_what_it_sent()
    {
        Connect();
        there.Accepted[0].Send(1);
        there.Kill();
        Pass(60);

        Assert.Equal(["1", "closed: the process died"], here.Heard);
    }

    [Fact]
    public void A_machine_without_power_says_nothing_and_resets_later_what_it_no_longer_knows()
    {
        ConnectionEnd end = Connect();
        there.CutPower();
        end.Send(1);
        Pass(60);
        Assert.Empty(here.Heard);

        there.Start();
        Pass(60);
        Assert.Equal(["closed: was reset"], here.Heard);
    }

    [Fact]
    public void A_frozen_process_is_connected_to_and_answers_when_it_is_thawed()
    {
        there.Freeze();
        ConnectionEnd end = Connect();
        end.Send(1);
        Pass(60);
        Assert.Equal((0, 0), (there.Accepted.Count, there.Heard.Count));

        there.Thaw();
        Assert.Equal(["1"], there.Heard);
    }

    [Fact]
    public void Only_what_may_be_lost_or_repeated_is()
    {
        ConnectionEnd end = Connect();
        world.Net.LineOf(here, there).MischiefPerMille = 500;
        for (int i = 0; i < 100; i++)
        {
            end.Send("kept");
            end.Send(new Spare());
        }
        Pass(60);

        Assert.Equal(100, there.Heard.Count(each => each == "kept"));
        Assert.InRange(there.Heard.Count(each => each != "kept"), 50, 150);
    }

    [Fact]
    public void What_an_ended_process_planned_does_not_happen_in_the_next()
    {
        here.After(TimeSpan.FromSeconds(5), () => here.Heard.Add("old"));
        here.Kill();
        here.Start();
        here.After(TimeSpan.FromSeconds(5), () => here.Heard.Add("new"));
        Pass(10);

        Assert.Equal(["new"], here.Heard);
    }

    [Fact]
    public void Connections_that_are_over_are_forgotten()
    {
        Connect().Close("done");
        Pass(10);
        Assert.Equal(["closed: done"], there.Heard);
        Assert.Empty(world.Net.Connections);
    }

    private ConnectionEnd Connect()
    {
        Assert.True(TryConnect(out ConnectionEnd? end));
        here.Listen(end!);
        return end!;
    }

    private bool TryConnect(out ConnectionEnd? end)
    {
        ConnectionEnd? made = null;
        bool isTold = false;
        world.Net.Connect(here, there, result => (isTold, made) = (true, result));
        Pass(1);
        end = made;
        return isTold;
    }

    private void Pass(int seconds) => world.Agenda.RunUntil(world.Agenda.Now + TimeSpan.FromSeconds(seconds));

    private sealed record Spare : IExpendable;
}
