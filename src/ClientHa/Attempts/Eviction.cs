namespace ClientHa.Attempts;

/// <summary>Which waiting attempts are ended where they are.</summary>
internal enum Eviction
{
    None,

    /// <summary>The site was ejected: those whose calls may go on elsewhere.</summary>
    Movable,

    /// <summary>The client was disposed.</summary>
    All,
}
