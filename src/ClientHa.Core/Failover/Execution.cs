namespace ClientHa.Core.Failover;

/// <summary>What is known, after a failed attempt, of the call's execution at the site.</summary>
internal enum Execution
{
    /// <summary>Certainly not processed: the connection was never made, or the site refused the call.</summary>
    Never,

    /// <summary>It may have been processed.</summary>
    Unknown,

    /// <summary>The site answered: the outcome is the caller's.</summary>
    Final,
}
