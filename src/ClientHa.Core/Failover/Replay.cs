namespace ClientHa;

/// <summary>Which calls may be sent again, to another site, after an attempt failed.</summary>
public enum Replay
{
    /// <summary>Calls that were certainly not processed, and calls of methods that are known as idempotent.</summary>
    Safe,

    /// <summary>Every call that is not committed to its site yet. A call may then be executed twice.</summary>
    Always,

    /// <summary>No call, not even one that was certainly not processed.</summary>
    Never,
}
