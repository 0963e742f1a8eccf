namespace ClientHa.Testing;

/// <summary>What a test can order, by name.</summary>
public enum HaFaultKind
{
    /// <summary>The site is gone without a farewell, as by SIGKILL.</summary>
    Kill,

    /// <summary>The site has stopped as it was asked to.</summary>
    Stop,

    /// <summary>The site stands still: its connections stay open, and nobody answers.</summary>
    Freeze,

    /// <summary>Packets between clients and the site vanish.</summary>
    Blackhole,

    /// <summary>All connections of clients to the site are cut.</summary>
    Reset,

    /// <summary>Connects of clients to the site are refused.</summary>
    Refuse,

    /// <summary>Bytes between clients and the site come late.</summary>
    Delay,

    /// <summary>Bytes between clients and the site come slowly.</summary>
    Throttle,

    /// <summary>Each connection between a client and the site is cut after some bytes.</summary>
    CutAfterBytes,

    /// <summary>The site's disk takes its time.</summary>
    SlowDisk,

    /// <summary>The site's disk has no room.</summary>
    FullDisk,

    /// <summary>The site's disk cannot be written.</summary>
    ReadOnlyDisk,

    /// <summary>The site's clock is wrong.</summary>
    SkewClock,

    /// <summary>Sites cannot reach each other.</summary>
    Partition,

    /// <summary>The site's name does not exist.</summary>
    NameVanishes,

    /// <summary>The site's name leads to another site.</summary>
    NameMoves,

    /// <summary>The site's name leads to where nobody is.</summary>
    WrongAddress,

    /// <summary>The name server takes questions and gives no answers.</summary>
    NameServerSilent,
}
