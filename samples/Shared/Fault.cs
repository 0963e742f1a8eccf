namespace ClientHa.Samples;

internal enum Fault
{
    /// <summary>SIGKILL: the process is gone, its connections are reset.</summary>
    Kill,

    /// <summary>SIGTERM: it closes its connections first.</summary>
    Stop,

    /// <summary>SIGSTOP: its sockets stay open, and nobody answers.</summary>
    Freeze,
}
