namespace ClientHa.Testing.Simulation.Sites;

/// <summary>How far a process is. Clients are served while it serves and while it drains.</summary>
internal enum SitePhase
{
    Starting,
    Serving,
    Draining,

    /// <summary>The drain's period has passed: no new call is taken.</summary>
    Closing,
}
