namespace ClientHa.DependencyInjection;

/// <summary>A client was added under this name: options alone can be had for any name.</summary>
internal sealed record HaClientName(string Name);
