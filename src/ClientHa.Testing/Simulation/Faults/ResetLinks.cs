namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Connections between sites are cut, again and again.</summary>
internal sealed class ResetLinks(TimeSpan pause) : Fault
{
    private bool isOver;

    /// <summary>Cuts all connections between sites, once.</summary>
    public static void Cut(World world)
    {
        foreach (Network.Connection connection in world.Net.Connections.ToArray())
        {
            if (world.Sites.Count(connection.Joins) == 2)
                connection.Reset();
        }
    }

    public override void Apply(World world)
    {
        if (isOver)
            return;
        Cut(world);
        world.Agenda.After(pause, () => Apply(world));
    }

    public override void Heal(World world) => isOver = true;

    public override string ToString() => $"connections between sites are cut every {pause.TotalSeconds:0.0} s";
}
