namespace ClientHa.Testing.Tests.Cluster;

/// <summary>What sites can be.</summary>
public enum Kind
{
    /// <summary>Our server, in process.</summary>
    Server,

    /// <summary>Our server, as a process.</summary>
    ServerProcess,

    /// <summary>A user's web application, in process.</summary>
    Application,

    /// <summary>A user's program.</summary>
    Program,
}
