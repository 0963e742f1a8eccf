namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site's clock stands still, and goes on where it should be.</summary>
internal sealed class FreezeSiteClock(int site) : Fault
{
    public override void Apply(World world)
    {
        world.Sites[site].HasLiedAboutTime = true;
        world.Sites[site].Clock.Freeze();
    }

    public override void Heal(World world)
    {
        world.Sites[site].Clock.Thaw();
        world.Sites[site].TakeClockOver();
    }

    public override string ToString() => $"the clock of site {site} stands still";
}
