using Microsoft.Extensions.Logging;

namespace ClientHa.Telemetry;

/// <summary>Every message: what happened, and what follows. Ids in blocks of 100 per folder: 1xx sites, 2xx attempts, 3xx names.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "{Site} {Reason}; calls go to {Next}, next probe in {ProbeSeconds:0.#} s, home not before {HomeTime:HH:mm:ss}.")]
    public static partial void SiteEjected(
        ILogger logger, string site, string? reason, string? next, double probeSeconds, DateTimeOffset? homeTime);

    [LoggerMessage(101, LogLevel.Warning, "{Site} {Reason}; no site is left: the reconnect delay is waived and all sites are tried.")]
    public static partial void LastSiteEjected(ILogger logger, string site, string? reason);

    [LoggerMessage(102, LogLevel.Information, "{Site} {Reason}; it gets no new calls, its present ones finish.")]
    public static partial void SiteDraining(ILogger logger, string site, string? reason);

    [LoggerMessage(103, LogLevel.Information, "{Site} {Reason}; a probe asks whether it is alive, calls stay there until it has failed.")]
    public static partial void SiteSuspected(ILogger logger, string site, string? reason);

    [LoggerMessage(104, LogLevel.Information, "{Site} has recovered; calls come home between {From:HH:mm:ss} and {By:HH:mm:ss}.")]
    public static partial void SiteReturning(ILogger logger, string site, DateTimeOffset? from, DateTimeOffset? by);

    [LoggerMessage(105, LogLevel.Information, "{Site} is available; calls go to {Next}.")]
    public static partial void SiteAvailable(ILogger logger, string site, string? next);

    [LoggerMessage(106, LogLevel.Information, "{Site} has recovered; calls go there when the site in use fails.")]
    public static partial void SiteInReserve(ILogger logger, string site);

    [LoggerMessage(107, LogLevel.Information, "{Site} made {Untold} more changes in the last minute; it is {State} now.")]
    public static partial void SiteFlapped(ILogger logger, string site, int untold, string state);

    [LoggerMessage(110, LogLevel.Error, "A listener of StatusChanged threw; the next change is told to it again.")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(111, LogLevel.Debug, "A probe of {Site} ended: {Result}.")]
    public static partial void Probed(ILogger logger, string site, string result);

    [LoggerMessage(112, LogLevel.Error, "Something that follows from a change of the sites has failed; failover goes on without it.")]
    public static partial void FollowerFailed(ILogger logger, Exception exception);

    [LoggerMessage(113, LogLevel.Information, "The certificate files have changed; new connections go by them, calls in flight end where they are.")]
    public static partial void TlsReloaded(ILogger logger);

    [LoggerMessage(114, LogLevel.Warning, "{Fault}; what was read before stays in force, the files are read again in 30 s.")]
    public static partial void TlsNotReloaded(ILogger logger, string fault);

    [LoggerMessage(120, LogLevel.Information, "The options have changed; new calls go by them to {Sites}, calls in flight end where they are.")]
    public static partial void Reconfigured(ILogger logger, string sites);

    [LoggerMessage(121, LogLevel.Error, "The options of {Client} have changed and will not do; the old ones stay in force. {Failures}")]
    public static partial void NotReconfigured(ILogger logger, string client, string failures);

    [LoggerMessage(122, LogLevel.Information, "Calls go on being addressed to {Kept}, which channels and clients were given at the start, and reach the sites of {Wanted} all the same; start the program again where they are to be given the new address.")]
    public static partial void AddressKept(ILogger logger, Uri kept, Uri wanted);

    [LoggerMessage(130, LogLevel.Information, "{What}; calls take fresh connections and all sites are asked whether they are there, nobody is blamed for what fails meanwhile.")]
    public static partial void NetworkChanged(ILogger logger, string what);

    [LoggerMessage(200, LogLevel.Debug, "{Method} failed at {Site}: the site {Reason}; the call goes on at {Next}.")]
    public static partial void CallMoved(ILogger logger, string method, string site, string? reason, string next);

    [LoggerMessage(201, LogLevel.Error, "A listener of metrics threw; calls and failover go on without it, and this is not told again.")]
    public static partial void NotMeasured(ILogger logger, Exception exception);

    [LoggerMessage(300, LogLevel.Debug, "{Site} is at {Endpoints}.")]
    public static partial void Resolved(ILogger logger, string site, string endpoints);

    [LoggerMessage(301, LogLevel.Warning, "{Site} {Reason}; its last known addresses are kept, if there are any.")]
    public static partial void NotResolved(ILogger logger, string site, string reason);

    [LoggerMessage(303, LogLevel.Debug, "{Site} {Reason}; that is so still, its last known addresses are kept, if there are any.")]
    public static partial void StillNotResolved(ILogger logger, string site, string reason);

    [LoggerMessage(302, LogLevel.Warning, "{Note}.")]
    public static partial void ConfigurationNote(ILogger logger, string note);

    [LoggerMessage(310, LogLevel.Information, "The name servers know the sites {Sites} now; new calls go to them, calls in flight end where they are.")]
    public static partial void Discovered(ILogger logger, string sites);

    [LoggerMessage(311, LogLevel.Warning, "{File} {Fault}; the names are looked up as if it were not there, and it is written anew.")]
    public static partial void AddressesNotRead(ILogger logger, string file, string fault);

    [LoggerMessage(312, LogLevel.Warning, "{File} cannot be written ({Fault}); calls go on, but at the next start the addresses are not known without a name server.")]
    public static partial void AddressesNotKept(ILogger logger, string file, string fault);
}
