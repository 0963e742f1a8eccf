namespace ClientHa.Server.Http;

/// <summary>What a request at the operators' port wants to do.</summary>
internal enum OperatorRole
{
    /// <summary>See how the site is: its state, links, events and metrics.</summary>
    Viewer,

    /// <summary>Read documents.</summary>
    Reader,

    /// <summary>Write documents.</summary>
    Editor,
}
