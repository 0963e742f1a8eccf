namespace ClientHa.Testing.Simulation.Faults;

/// <summary>SIGKILL, and a start at once, as a service manager does it; again and again while it lasts.</summary>
internal sealed class RestartSite(int site, TimeSpan pause) : Fault
{
    private bool isOver;

    public override void Apply(World world)
    {
        if (isOver)
            return;
        world.Sites[site].TakeDown(cutsPower: false);
        world.Sites[site].BringBack();
        world.Agenda.After(pause, () => Apply(world));
    }

    public override void Heal(World world) => isOver = true;

    public override string ToString() => $"site {site} is killed and started at once, every {pause.TotalSeconds:0.0} s";
}
