using System.Diagnostics.Metrics;

namespace ClientHa.Services;

/// <summary>What sessions count.</summary>
internal static class SessionTelemetry
{
    private static readonly Meter meter = new(TelemetryNames.Source);

    private static readonly UpDownCounter<long> kept = meter.CreateUpDownCounter<long>(
        TelemetryNames.KeptWrites, "{write}", "Acknowledged writes that only one site is known to have, and that clients keep.");

    private static readonly Counter<long> handedOver = meter.CreateCounter<long>(
        TelemetryNames.HandedOverWrites, "{write}", "Acknowledged writes that clients have handed to another site.");

    private static readonly Counter<long> dropped = meter.CreateCounter<long>(
        TelemetryNames.DroppedWrites, "{write}", "Acknowledged writes that only one site is known to have, and that clients keep no longer.");

    private static readonly Counter<long> unconfirmed = meter.CreateCounter<long>(
        TelemetryNames.UnconfirmedWrites, "{write}", "Writes that no other site had in the time that they were given for it.");

    private static readonly Counter<long> stale = meter.CreateCounter<long>(
        TelemetryNames.StaleReads, "{read}", "Reads that did not show all that their client had read and written before.");

    public static void Kept(int change) => kept.Add(change);

    public static void HandedOver() => handedOver.Add(1);

    public static void Dropped(DroppedWriteReason reason) =>
        dropped.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, reason switch
        {
            DroppedWriteReason.TooMany => "too_many",
            DroppedWriteReason.Expired => "expired",
            _ => "refused",
        }));

    public static void Unconfirmed() => unconfirmed.Add(1);

    public static void Stale() => stale.Add(1);
}
