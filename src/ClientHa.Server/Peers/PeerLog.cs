using ClientHa.Core.Replication;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Peers;

internal static partial class PeerLog
{
    [LoggerMessage(500, LogLevel.Information, "Connected to {Address}, which is site {Site}, replica {Replica}.")]
    public static partial void Met(ILogger logger, string address, int site, ReplicaId replica);

    [LoggerMessage(501, LogLevel.Warning, "Lost {Address}: {Reason}. This site goes on alone and keeps what the peer lacks.")]
    public static partial void Lost(ILogger logger, string address, string reason);

    [LoggerMessage(502, LogLevel.Error, "No replication with {Address}: {Reason}.")]
    public static partial void Refused(ILogger logger, string address, string reason);

    [LoggerMessage(503, LogLevel.Warning, "A site that called from {Address} was sent away: {Reason}.")]
    public static partial void SentAway(ILogger logger, string address, string reason);
}
