namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site's name leads to another site's machine: two names on one endpoint, and at times the machine has no certificate for the second.</summary>
internal sealed class NameMoves(int name, int site, bool hasCertificate) : Fault
{
    public static Fault Draw(Dice dice, SimulationOptions options)
    {
        int name = dice.Below(options.Sites);
        return new NameMoves(name, (name + 1 + dice.Below(options.Sites - 1)) % options.Sites, hasCertificate: dice.Chance(60));
    }

    public override void Apply(World world)
    {
        world.Names.Move(name, site);
        if (!hasCertificate)
            world.Names.Forge(name);
    }

    public override void Heal(World world)
    {
        world.Names.MoveBack(name, site);
        if (!hasCertificate)
            world.Names.MakeGood(name);
    }

    public override string ToString() => $"the name of site {name} leads to site {site}{(hasCertificate ? "" : ", which has no certificate for it")}";
}
