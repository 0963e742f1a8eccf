namespace ClientHa.Core.Failover;

/// <summary>What can happen to a site: the rows of client.md's failure table, and the steps of a probe.</summary>
internal enum SiteEventKind
{
    /// <summary>The site answered a user's call: whatever the status, it is alive.</summary>
    Answered,

    /// <summary>The site failed a user's call: refused, reset, timed out, unavailable.</summary>
    Down,

    /// <summary>The site said that it is about to stop.</summary>
    Draining,

    /// <summary>A call has waited for longer than the suspect delay without a byte from the site.</summary>
    Silent,

    /// <summary>The site answered INTERNAL, UNKNOWN or DATA_LOSS.</summary>
    Broken,

    /// <summary>The fault lies on this side (no route, no interface): no site is blamed.</summary>
    Local,

    ProbeStarted,

    ProbeSucceeded,

    ProbeFailed,

    /// <summary>The name was resolved.</summary>
    Resolved,

    /// <summary>New connections would differ from the present ones: other certificates.</summary>
    Renewed,

    /// <summary>
    /// This machine woke up, or its network is another one. It concerns all sites, whichever is named: connections made before may be
    /// dead without anybody's fault, as a router forgets them.
    /// </summary>
    NetworkChanged,

    /// <summary>A connection to the site came about, for whatever purpose: how near it is.</summary>
    Connected,
}
