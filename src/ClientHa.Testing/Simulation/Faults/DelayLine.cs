namespace ClientHa.Testing.Simulation.Faults;

/// <summary>The line from one site to another becomes slow, and their connection is made anew: others are faster than what it says.</summary>
internal sealed class DelayLine(int from, int to, TimeSpan by, TimeSpan pause) : Fault
{
    private bool isOver;

    public static Fault Draw(Dice dice, SimulationOptions options)
    {
        int from = dice.Below(options.Sites);
        return new DelayLine(from, (from + 1 + dice.Below(options.Sites - 1)) % options.Sites, dice.Milliseconds(100, 1_500), dice.Milliseconds(500, 5_000));
    }

    public override void Apply(World world)
    {
        world.Net.LineOf(world.Sites[from], world.Sites[to]).Delay += by;
        Cut(world);
    }

    public override void Heal(World world)
    {
        isOver = true;
        world.Net.LineOf(world.Sites[from], world.Sites[to]).Delay -= by;
    }

    public override string ToString() => $"what site {from} sends to site {to} takes {by.TotalMilliseconds:0} ms longer, and they connect anew every {pause.TotalSeconds:0.0} s";

    private void Cut(World world)
    {
        if (isOver)
            return;
        foreach (Network.Connection connection in world.Net.Connections.ToArray())
        {
            if (connection.Joins(world.Sites[from]) && connection.Joins(world.Sites[to]))
                connection.Reset();
        }
        world.Agenda.After(pause, () => Cut(world));
    }
}
