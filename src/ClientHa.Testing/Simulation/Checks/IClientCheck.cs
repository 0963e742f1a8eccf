namespace ClientHa.Testing.Simulation.Checks;

/// <summary>Sees what clients do.</summary>
internal interface IClientCheck;
