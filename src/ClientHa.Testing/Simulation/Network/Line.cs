namespace ClientHa.Testing.Simulation.Network;

/// <summary>The way from one machine to another, and what is wrong with it.</summary>
internal sealed class Line(TimeSpan latency)
{
    /// <summary>The least; a packet takes up to twice that.</summary>
    public TimeSpan Latency { get; } = latency;

    /// <summary>What faults add.</summary>
    public TimeSpan Delay { get; set; }

    public int LossPerMille { get; set; }

    /// <summary>Messages that may be lost or repeated, are, so often.</summary>
    public int MischiefPerMille { get; set; }

    /// <summary>How many faults make packets vanish here.</summary>
    public int Blocks { get; set; }

    public bool IsBlocked => Blocks > 0;
}
