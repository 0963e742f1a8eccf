using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>What an attempt came to: for the site's health, and for the call's way on. As the SDK's classifier has it.</summary>
internal readonly record struct ClientOutcome(SiteEventKind Event, Execution Execution, string? Reason)
{
    public static readonly ClientOutcome Answered = new(SiteEventKind.Answered, Execution.Final, null);

    /// <summary>The name is at fault, not the machine behind it.</summary>
    public bool IsNameAlone { get; init; }

    /// <summary>The site is fine but asked to be left alone for so long.</summary>
    public TimeSpan? PushBack { get; init; }

    public bool LeavesHealthAlone { get; init; }

    /// <summary>An answer that ties the call to its site, and not a request to wait.</summary>
    public bool Commits => Execution == Execution.Final && PushBack is null;

    /// <summary>The connection was never made, so that nothing was sent.</summary>
    public static ClientOutcome NotConnected(string reason) => new(SiteEventKind.Down, Execution.Never, reason);

    /// <summary>The connection was lost with the call on it.</summary>
    public static ClientOutcome Lost(string reason) => new(SiteEventKind.Down, Execution.Unknown, reason);

    public static ClientOutcome Of(Response response) => response.Said switch
    {
        Said.Elsewhere { Reason: ElsewhereReason.Drain } => new(SiteEventKind.Draining, Execution.Never, "is draining"),
        Said.Elsewhere { Reason: ElsewhereReason.Starting } => new(SiteEventKind.Draining, Execution.Never, "is starting"),
        Said.Elsewhere => new(SiteEventKind.Answered, Execution.Never, "sent the call elsewhere") { LeavesHealthAlone = true },
        Said.Broken => new(SiteEventKind.Broken, Execution.Final, "answers with errors"),
        Said.PushBack pushBack => Answered with { Reason = "is overloaded", LeavesHealthAlone = true, PushBack = pushBack.Wait },
        Said.WatchEnded => new(SiteEventKind.Draining, Execution.Final, "is draining"),

        // The hint stands in the headers, with which a stream's answer begins; what comes on it later says nothing new.
        Said.Change or Said.Reset => Answered,
        _ when response.IsDraining => Answered with { Event = SiteEventKind.Draining, Reason = "is draining" },
        _ => Answered,
    };
}
