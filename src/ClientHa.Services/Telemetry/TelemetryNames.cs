namespace ClientHa.Services;

/// <summary>All names of meters, instruments and attributes.</summary>
internal static class TelemetryNames
{
    public const string Source = "ClientHa.Services";

    public const string KeptWrites = "clientha.client.writes.kept";
    public const string HandedOverWrites = "clientha.client.writes.handed_over";
    public const string DroppedWrites = "clientha.client.writes.dropped";
    public const string UnconfirmedWrites = "clientha.client.writes.unconfirmed";
    public const string StaleReads = "clientha.client.reads.stale";

    public const string Reason = "clientha.reason";
}
