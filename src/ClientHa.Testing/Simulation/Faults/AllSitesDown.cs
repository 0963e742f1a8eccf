namespace ClientHa.Testing.Simulation.Faults;

/// <summary>All machines lose their power at once, and come back one by one.</summary>
internal sealed class AllSitesDown(bool cutsPower, TimeSpan between) : Fault
{
    public override void Apply(World world)
    {
        foreach (Sites.SimSite site in world.Sites)
            site.TakeDown(cutsPower);
    }

    public override void Heal(World world)
    {
        TimeSpan wait = TimeSpan.Zero;
        foreach (Sites.SimSite site in world.Sites)
        {
            world.Agenda.After(wait, site.BringBack);
            wait += between;
        }
    }

    public override string ToString() => $"all sites {(cutsPower ? "lose their power" : "are killed")} at once, and come back every {between.TotalSeconds:0.0} s";
}
