namespace ClientHa.Testing.Simulation.Network;

/// <summary>A message that its protocol makes good if it is lost, and sees through if it comes twice.</summary>
internal interface IExpendable;
