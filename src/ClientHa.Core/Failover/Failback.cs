namespace ClientHa;

/// <summary>When new calls go home to a site that has recovered.</summary>
public enum Failback
{
    /// <summary>
    /// At a moment drawn from the first five sixths of one more reconnect delay, and from then on at the first instant without a
    /// call in flight; a sixth of the delay later regardless. Calls in flight are never cut.
    /// </summary>
    WhenIdle,

    /// <summary>With the next call after the site is available again.</summary>
    Immediate,

    /// <summary>Not before the site in use fails.</summary>
    Never,

    /// <summary>When the program says so, or the site in use fails.</summary>
    Manual,
}
