namespace ClientHa.Server;

/// <summary>What a watch tells.</summary>
public enum HaDocumentChangeKind
{
    /// <summary>A document was written.</summary>
    Put,

    /// <summary>A document was deleted.</summary>
    Delete,

    /// <summary>
    /// What follows up to <see cref="ResetComplete"/> is the whole state, because the log no longer has what the cursor asked for, or
    /// never had it: a site that joined took over the state. A document that is not in it does not exist.
    /// </summary>
    Reset,

    /// <summary>The whole state has come.</summary>
    ResetComplete,
}
