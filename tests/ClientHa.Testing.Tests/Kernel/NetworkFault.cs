namespace ClientHa.Testing.Tests.Kernel;

/// <summary>What is done to the first of two sites.</summary>
public enum NetworkFault
{
    Blackhole,
    BlackholeToSite,
    BlackholeFromSite,
    Refuse,
    Reset,
}
