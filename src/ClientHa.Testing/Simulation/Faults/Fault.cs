namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Something that goes wrong for a while. A kind of fault is one file: what it does, and what takes it back.</summary>
internal abstract class Fault
{
    /// <summary>Does it. Faults overlap: each leaves alone what others have done.</summary>
    public abstract void Apply(World world);

    public abstract void Heal(World world);

    /// <summary>No client may give up a site for it.</summary>
    public virtual bool IsHarmless => false;

    /// <summary>Half a sentence: "site 1 is frozen".</summary>
    public abstract override string ToString();
}
