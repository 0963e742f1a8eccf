namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site's clock is set wrong, perhaps by more than sites' clocks may differ, and set right in the end.</summary>
internal sealed class SkewSiteClock(int site, TimeSpan by) : Fault
{
    public static Fault Draw(Dice dice, SimulationOptions options)
    {
        int seconds = dice.Pick([1, 3, 8, 20]);
        return new SkewSiteClock(dice.Below(options.Sites), dice.Span(TimeSpan.FromSeconds(-seconds), TimeSpan.FromSeconds(seconds)));
    }

    public override void Apply(World world)
    {
        world.Sites[site].HasLiedAboutTime |= by.Duration() > world.Options.Rules.MaxClockSkew;
        world.Sites[site].Clock.Jump(by);
    }

    public override void Heal(World world)
    {
        world.Sites[site].Clock.Jump(-by);
        world.Sites[site].TakeClockOver();
    }

    public override string ToString() => $"the clock of site {site} is set wrong by {by.TotalSeconds:0.0} s";
}
