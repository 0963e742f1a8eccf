using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>Sees what sites do.</summary>
internal interface ISiteCheck
{
    /// <summary>A site has executed a booking.</summary>
    void Booked(SimSite site, long number)
    {
    }
}
