using ClientHa.Attempts;
using ClientHa.Core.Failover;

namespace ClientHa.Sites;

/// <summary>What a probe came to.</summary>
/// <param name="Fault">Null if the site is alive; else why not.</param>
/// <param name="IsLocal">The probe did not leave this machine, so it says nothing of the site.</param>
internal readonly record struct ProbeResult(string? Fault, bool IsLocal = false)
{
    public static implicit operator ProbeResult(string? fault) => new(fault);

    public static ProbeResult Of(in AttemptOutcome outcome) => new(outcome.Reason, outcome.Event == SiteEventKind.Local);
}
