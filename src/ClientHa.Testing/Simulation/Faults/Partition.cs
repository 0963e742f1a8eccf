namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Two sites don't see each other, or one doesn't hear the other; clients see both.</summary>
internal sealed class Partition(int one, int other, bool bothWays) : Fault
{
    public static Fault Draw(Dice dice, SimulationOptions options)
    {
        int one = dice.Below(options.Sites);
        return new Partition(one, (one + 1 + dice.Below(options.Sites - 1)) % options.Sites, bothWays: dice.Chance(70));
    }

    public override void Apply(World world)
    {
        world.Net.Block(world.Sites[one], world.Sites[other]);
        if (bothWays)
            world.Net.Block(world.Sites[other], world.Sites[one]);
    }

    public override void Heal(World world)
    {
        world.Net.Unblock(world.Sites[one], world.Sites[other]);
        if (bothWays)
            world.Net.Unblock(world.Sites[other], world.Sites[one]);
    }

    public override string ToString() => bothWays ? $"sites {one} and {other} do not see each other" : $"site {other} does not hear site {one}";
}
