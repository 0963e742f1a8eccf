namespace ClientHa.Testing.Processes;

/// <summary>What a <see cref="SiteProcess"/> runs.</summary>
internal sealed record SiteProcessStart
{
    /// <summary>The program: a path, or a name that is looked for in the folders of PATH.</summary>
    public required string FileName { get; init; }

    /// <summary>The program's arguments, which no shell reads.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Variables to set, or with null to remove, on top of this process's environment. Names are of letters, digits and
    /// underscores: <c>ClientHa__Url</c>, not <c>ClientHa:Url</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where the program starts; null: where this process is.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether the program gets an input, to which <see cref="SiteProcess.WriteLineAsync"/> writes; false: it has none.</summary>
    public bool HasInput { get; init; }

    /// <summary>How many of the last lines of output are kept; default 2,000.</summary>
    public int LineCapacity { get; init; } = 2_000;
}
