using ClientHa.Services;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A site's status in a line, for the message of a test that has failed.</summary>
internal static class StatusText
{
    public static string Of(SiteStatusReport report) =>
        $"{report.State} {report.Reason} documents={report.Documents} digest={report.Digest:x16} vector=[{Vector(report)}] links=[{Links(report)}]";

    /// <summary>The vector, in one order at every site.</summary>
    public static string Vector(SiteStatusReport report) =>
        string.Join(' ', report.Vector.Select(position => $"{position.Replica}:{position.Sequence}").Order(StringComparer.Ordinal));

    private static string Links(SiteStatusReport report) =>
        string.Join("; ", report.Links.Select(link => $"{link.Name} {link.State} pending={link.Pending} {link.LastBadReason}"));
}
