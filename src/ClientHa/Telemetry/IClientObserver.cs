using ClientHa.Core.Failover;
using ClientHa.Sites;

namespace ClientHa.Telemetry;

/// <summary>Is told all that a client does: the seam of the test kit's history. By any thread; must be quick and not throw.</summary>
internal interface IClientObserver
{
    /// <summary>A call begins; what is returned is told the rest of it.</summary>
    /// <param name="method">The path.</param>
    /// <param name="timeout">From the start to the caller's deadline; null where it has none that is known.</param>
    ICallObservation CallBegan(string method, TimeSpan? timeout);

    /// <summary>A site has come into another state. Told in the order of the changes, a little later.</summary>
    void SiteChanged(Site site, SiteHealth health);
}
