namespace ClientHa.Testing.Simulation.Checks;

/// <summary>Sees what sites do.</summary>
internal interface ISiteCheck;
