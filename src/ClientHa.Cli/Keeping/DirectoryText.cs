using System.Globalization;
using ClientHa.Server.Keeping;

namespace ClientHa.Cli.Keeping;

/// <summary>What was found in a data directory, as an operator reads it: a line for each file, then what is wrong.</summary>
internal static class DirectoryText
{
    public static void Write(DirectoryReport report, TextWriter writer)
    {
        string cluster = report.Meta.Cluster is not { } id ? "no cluster yet" : report.Meta.Joining ? $"joins cluster {id}" : $"cluster {id}";
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Directory}: site {report.Meta.Site}, replica {report.Meta.Replica:x16}, {cluster}"));
        foreach (CheckedFile file in report.Snapshots)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Name(report, file.File)}: {file.Documents:N0} documents up to record {file.Last:N0}, {file.Bytes:N0} bytes"));
        foreach (CheckedFile file in report.Segments)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Name(report, file.File)}: {Records(file)}, {file.Bytes:N0} bytes{Unfinished(file)}"));
        foreach (Damage damage in report.Damages)
            writer.WriteLine($"damaged: {damage}");
        writer.WriteLine(report.Damages.Count == 0 ? "whole" : "Restore these files, or empty the directory and let the site join its peers again.");
    }

    private static string Records(CheckedFile file) => file.Last < file.First
        ? "no records"
        : string.Create(CultureInfo.InvariantCulture, $"records {file.First:N0} to {file.Last:N0}");

    private static string Unfinished(CheckedFile file) => file.UnfinishedBytes == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", {file.UnfinishedBytes:N0} of them of a write that is under way or was never acknowledged");

    private static string Name(DirectoryReport report, string file) => Path.GetRelativePath(report.Directory, file);
}
