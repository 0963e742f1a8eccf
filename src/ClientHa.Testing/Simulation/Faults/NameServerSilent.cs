namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Nobody answers what a name means.</summary>
internal sealed class NameServerSilent : Fault
{
    public override void Apply(World world) => world.Names.Silences++;

    public override void Heal(World world) => world.Names.Silences--;

    public override string ToString() => "the name server is silent";
}
