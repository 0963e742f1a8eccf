namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site's name leads to another site's machine: two names on one endpoint.</summary>
internal sealed class NameMoves(int name, int site) : Fault
{
    public static Fault Draw(Dice dice, SimulationOptions options)
    {
        int name = dice.Below(options.Sites);
        return new NameMoves(name, (name + 1 + dice.Below(options.Sites - 1)) % options.Sites);
    }

    public override void Apply(World world) => world.Names.Move(name, site);

    public override void Heal(World world) => world.Names.MoveBack(name, site);

    public override string ToString() => $"the name of site {name} leads to site {site}";
}
