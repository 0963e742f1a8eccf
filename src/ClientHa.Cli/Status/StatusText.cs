using System.Globalization;
using ClientHa.Services;

namespace ClientHa.Cli;

/// <summary>The sites' state for people: a table of sites, one of their links in the seed's columns, and what is wrong.</summary>
internal static class StatusText
{
    public static void Write(IReadOnlyList<SiteAnswer> answers, TextWriter writer, DateTimeOffset now, bool isColoured = false)
    {
        Table sites = new("Site", "Address", "State", "Documents", "Digest", "Pending", "Lag", "Clients") { Paint = isColoured ? Paint : null };
        foreach (SiteAnswer answer in answers)
        {
            sites.Add(answer.Report is { } report
                ? [answer.Number, answer.Address, answer.State, Number(report.Documents), Digest(report), Number(answer.Pending), Words.Lag(answer.Lag), Number(report.Connections)]
                : [answer.Number, answer.Address, answer.State, "", "", "", "", ""]);
        }
        sites.WriteTo(writer);
        WriteLinks(answers, writer, now, isColoured);
        foreach (string fault in Faults(answers))
            writer.WriteLine(isColoured ? Colour.Bad.Around(Words.OnOneLine(fault)) : Words.OnOneLine(fault));
        foreach (string warning in Warnings(answers))
            writer.WriteLine(isColoured ? Colour.Doubtful.Around(Words.OnOneLine(warning)) : Words.OnOneLine(warning));
    }

    /// <summary>What is not as it should be, in sentences.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<SiteAnswer> answers)
    {
        foreach (SiteAnswer answer in answers)
        {
            if (answer.Report is not { } report)
                yield return $"{answer.Address} {(answer.IsReachable ? "does not say how it is" : "does not answer")}: {answer.Fault}";
            else if (report.State != ServingState.Serving)
                yield return $"Site {answer.Number} does not serve: {(report.Reason.Length == 0 ? report.State.ToString() : report.Reason)}";
            else if (report.ReadOnlyReason.Length > 0)
                yield return $"Site {answer.Number} takes no writes: {report.ReadOnlyReason}";
            foreach (LinkReport link in answer.Report?.Links.Where(link => link.State != ReplicationState.Good) ?? [])
                yield return $"Site {answer.Number}, {link.Name}: {link.State}{Why(link)}";
        }
        foreach ((SiteAnswer first, SiteAnswer second) in Diverged(answers))
            yield return $"Sites {first.Number} and {second.Number} have the same operations and not the same documents: their digests differ.";
    }

    /// <summary>What works and ought to be seen to, in sentences.</summary>
    public static IEnumerable<string> Warnings(IReadOnlyList<SiteAnswer> answers)
    {
        foreach (SiteAnswer answer in answers)
        {
            foreach (string warning in answer.Report?.Warnings ?? [])
                yield return $"Site {answer.Number} warns: {warning}";
            if (answer.Report is { Conflicts: > 0 } report)
                yield return $"Site {answer.Number} keeps {Number(report.Conflicts)} writes that lost to concurrent ones.";
        }
    }

    public static string Digest(SiteStatusReport report) => report.Digest.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>What a link last failed by is no reason of a state that it came to by another way since.</summary>
    private static string Why(LinkReport link) => link.State switch
    {
        ReplicationState.Stalled => $", connected, and nothing moves{Waiting(link)}",
        ReplicationState.CatchingUp => Waiting(link),
        _ when link.LastBadReason.Length > 0 => $", {link.LastBadReason}",
        _ => "",
    };

    private static string Waiting(LinkReport link) => link.Pending == 0 ? "" : $", {Number(link.Pending)} operations wait, for {Words.Lag(link.Lag)}";

    private static void WriteLinks(IReadOnlyList<SiteAnswer> answers, TextWriter writer, DateTimeOffset now, bool isColoured)
    {
        Table links = new("Site", "Name", "State", "Last good", "Time", "Last I/D", "Last bad", "Time") { Paint = isColoured ? Paint : null };
        bool isAny = false;
        foreach (SiteAnswer answer in answers)
        {
            foreach (LinkReport link in answer.Report?.Links ?? [])
            {
                isAny = true;
                // By the clock that the times are of, at the moment that they are of: another site may have kept the operator waiting since.
                DateTimeOffset then = answer.Report!.Time ?? now;
                links.Add(
                    answer.Number, link.Name, link.State.ToString(), Moment(link.LastGood), Age(link.LastGood, then),
                    $"{link.LastInserted}/{link.LastDeleted}", Moment(link.LastBad), Age(link.LastBad, then));
            }
        }
        if (!isAny)
            return;
        writer.WriteLine();
        links.WriteTo(writer);
    }

    private static IEnumerable<(SiteAnswer First, SiteAnswer Second)> Diverged(IReadOnlyList<SiteAnswer> answers) =>
        from first in answers
        from second in answers
        where first.Report is not null && second.Report is not null
            && string.CompareOrdinal(first.Address, second.Address) < 0
            && first.Report.Cluster == second.Report.Cluster
            && first.Report.Digest != second.Report.Digest
            && first.Report.Vector.Count > 0
            && first.Report.Vector.ToHashSet().SetEquals(second.Report.Vector)
        select (first, second);

    private static Colour? Paint(string heading, string cell) => (heading, cell) switch
    {
        ("State", "Serving" or "Good") => Colour.Good,
        ("State", "Starting" or "Joining" or "Draining" or "Connecting" or "CatchingUp") => Colour.Doubtful,
        ("State", _) => Colour.Bad,
        _ => null,
    };

    private static string Moment(DateTimeOffset? time) =>
        time is { } moment ? moment.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture) : "none";

    private static string Age(DateTimeOffset? time, DateTimeOffset now) => time is { } moment ? Words.Span(now - moment) : "";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
