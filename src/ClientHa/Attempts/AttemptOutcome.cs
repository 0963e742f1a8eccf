using ClientHa.Core.Failover;

namespace ClientHa.Attempts;

/// <summary>What an attempt came to: for the site's health, and for the call's way on.</summary>
/// <param name="Event">What it says of the site.</param>
/// <param name="Execution">Whether the call may have been processed there.</param>
/// <param name="Reason">In words, as a sentence about the site: "refused the connection".</param>
internal readonly record struct AttemptOutcome(SiteEventKind Event, Execution Execution, string? Reason)
{
    /// <summary>The name is at fault, not the machine behind it.</summary>
    public bool IsNameAlone { get; init; }

    /// <summary>The site is fine but asked to be left alone for so long.</summary>
    public TimeSpan? Pushback { get; init; }

    /// <summary>The site has nothing against its health but this call belongs elsewhere, or was merely refused.</summary>
    public bool LeavesHealthAlone { get; init; }

    /// <summary>The status stood in the headers: nothing follows.</summary>
    public bool IsOver { get; init; }

    /// <summary>An answer that ties the call to its site, and not a request to wait.</summary>
    public bool Commits => Execution == Execution.Final && Pushback is null;

    public static readonly AttemptOutcome Answered = new(SiteEventKind.Answered, Execution.Final, null);
}
