using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Security;

internal static partial class SecurityLog
{
    [LoggerMessage(800, LogLevel.Information, "The certificates were read again: {Subject}, good to {End:u}. New connections show it.")]
    public static partial void CertificatesReloaded(ILogger logger, string subject, DateTimeOffset end);

    [LoggerMessage(801, LogLevel.Error, "The certificates have changed and are not used: {Fault}. The site goes on with those that it has.")]
    public static partial void CertificatesNotReloaded(ILogger logger, string fault);

    [LoggerMessage(802, LogLevel.Warning, "The site's certificate ends at {End:u}: renew it, or neither clients nor sites connect any more.")]
    public static partial void CertificateEnds(ILogger logger, DateTimeOffset end);

    [LoggerMessage(803, LogLevel.Information, "Who may do what was read again: {Grants} tokens and certificates. Streams of those that were taken away end.")]
    public static partial void AccessReloaded(ILogger logger, int grants);

    [LoggerMessage(804, LogLevel.Error, "The tokens have changed and are not used: {Fault}. The site goes on with those that it has.")]
    public static partial void AccessNotReloaded(ILogger logger, string fault);

    [LoggerMessage(805, LogLevel.Debug, "{Path} was refused to {Peer}: {Reason}")]
    public static partial void Refused(ILogger logger, string path, string peer, string reason);
}
