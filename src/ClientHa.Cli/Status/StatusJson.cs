using ClientHa.Services;

namespace ClientHa.Cli;

/// <summary>The sites' state for programs.</summary>
internal static class StatusJson
{
    public static string Line(IReadOnlyList<SiteAnswer> answers) => Json.Line(new
    {
        IsGood = !StatusText.Faults(answers).Any(),
        Faults = StatusText.Faults(answers),
        Warnings = StatusText.Warnings(answers),
        Sites = answers.Select(Site),
    });

    private static object Site(SiteAnswer answer) => new
    {
        Site = answer.Report?.Site,
        answer.Address,
        answer.IsReachable,
        answer.IsGood,
        answer.State,
        Reason = answer.Fault ?? answer.Report?.Reason,
        answer.Report?.Documents,
        Digest = answer.Report is { } report ? StatusText.Digest(report) : null,
        answer.Pending,
        LagSeconds = answer.Lag.TotalSeconds,
        answer.Report?.Replica,
        answer.Report?.Cluster,
        answer.Report?.Version,
        answer.Report?.ReadOnlyReason,
        answer.Report?.Started,
        answer.Report?.Time,
        answer.Report?.Connections,
        answer.Report?.Watches,
        answer.Report?.Counters,
        answer.Report?.Tombstones,
        answer.Report?.Conflicts,
        answer.Report?.LogBytes,
        answer.Report?.Warnings,
        answer.Report?.Vector,
        Links = answer.Report?.Links.Select(Link),
    };

    private static object Link(LinkReport link) => new
    {
        link.Name,
        link.State,
        link.LastGood,
        link.LastBad,
        link.LastBadReason,
        link.LastInserted,
        link.LastDeleted,
        link.Pending,
        LagSeconds = link.Lag.TotalSeconds,
        link.Site,
        link.Replica,
        link.Address,
        ClockOffsetSeconds = link.ClockOffset.TotalSeconds,
        link.ProtocolVersion,
    };
}
