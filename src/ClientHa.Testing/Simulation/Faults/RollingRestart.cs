namespace ClientHa.Testing.Simulation.Faults;

/// <summary>An update of all sites, one after the other, each with its drain.</summary>
internal sealed class RollingRestart(TimeSpan each) : Fault
{
    private bool isOver;
    private int? stopped;

    public override void Apply(World world) => Stop(world, 0);

    public override void Heal(World world)
    {
        isOver = true;
        if (stopped is { } site)
            world.Sites[site].BringBack();
    }

    public override string ToString() => $"all sites are updated, one after the other, {each.TotalSeconds:0.0} s each";

    private void Stop(World world, int site)
    {
        if (isOver)
            return;
        if (stopped is { } before)
            world.Sites[before].BringBack();
        stopped = null;
        if (site == world.Sites.Length)
            return;
        stopped = site;
        world.Sites[site].Stop();
        world.Agenda.After(each, () => Stop(world, site + 1));
    }
}
