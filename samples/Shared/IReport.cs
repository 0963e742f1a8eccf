namespace ClientHa.Samples;

/// <summary>The figures of all runs.</summary>
internal interface IReport
{
    /// <summary>ok, or what wasn't.</summary>
    string ExitReason { get; }

    /// <summary>As a table for people.</summary>
    void Show();

    /// <summary>As flat JSON for programs.</summary>
    void Write(string file);
}
