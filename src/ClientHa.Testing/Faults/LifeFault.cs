namespace ClientHa.Testing.Faults;

/// <summary>What can be wrong with a site as a whole. The greater one counts.</summary>
internal enum LifeFault
{
    None,
    Freeze,
    Stop,
    Kill,
}
