namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site's name does not exist any more. Clients that know where it led keep that.</summary>
internal sealed class NameVanishes(int name) : Fault
{
    public override void Apply(World world) => world.Names.Vanish(name);

    public override void Heal(World world) => world.Names.Appear(name);

    public override string ToString() => $"the name of site {name} does not exist";
}
