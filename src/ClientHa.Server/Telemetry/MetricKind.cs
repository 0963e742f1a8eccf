namespace ClientHa.Server.Telemetry;

/// <summary>What becomes of an instrument's measurements.</summary>
internal enum MetricKind
{
    /// <summary>The last one counts.</summary>
    Gauge,

    /// <summary>They are added up, and may be negative.</summary>
    UpDown,

    /// <summary>They are added up.</summary>
    Counter,

    /// <summary>The last one counts, and it is a sum.</summary>
    ObservedCounter,

    /// <summary>They are counted by size.</summary>
    Histogram,
}
