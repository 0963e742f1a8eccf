namespace ClientHa.Telemetry;

/// <summary>All names of meters, instruments and attributes.</summary>
internal static class TelemetryNames
{
    public const string Source = "ClientHa";

    public const string AttemptDuration = "clientha.client.attempt.duration";
    public const string Failovers = "clientha.client.failovers";
    public const string Ejections = "clientha.client.site.ejections";

    public const string FailoverEvent = "clientha.failover";

    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";
    public const string Site = "clientha.site";
    public const string Reason = "clientha.reason";
}
