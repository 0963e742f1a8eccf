using ClientHa.Attempts;
using ClientHa.Core.Failover;
using ClientHa.Sites;

namespace ClientHa.Telemetry;

/// <summary>Is told one call. By one thread at a time.</summary>
internal interface ICallObservation
{
    /// <param name="site">Where it goes.</param>
    /// <param name="health">What was known of it when it was chosen, which may be past by now.</param>
    void AttemptBegan(Site site, SiteHealth health);

    /// <summary>The attempt has its headers or has failed. Not told of one that is under way when the call ends.</summary>
    void AttemptEnded(in AttemptOutcome outcome);

    /// <summary>Told once: the caller has all that it will get.</summary>
    void Ended(in CallEnd end);
}
