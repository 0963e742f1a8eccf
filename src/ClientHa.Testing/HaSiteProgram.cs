namespace ClientHa.Testing;

/// <summary>A command line that is a site: a program in any language, which listens at <see cref="HaSitePlace.EndPoint"/>.</summary>
/// <remarks>
/// Start the program itself and no wrapper around it: <c>dotnet site.dll</c>, not <c>dotnet run</c>. A signal reaches the
/// program and none of its children.
/// </remarks>
public sealed record HaSiteProgram
{
    /// <summary>A command line.</summary>
    /// <param name="fileName">The program: a path, or a name that is looked for in the folders of PATH.</param>
    /// <param name="arguments">Its arguments, which no shell reads.</param>
    public HaSiteProgram(string fileName, params IReadOnlyList<string> arguments) => (FileName, Arguments) = (fileName, arguments);

    /// <summary>The program: a path, or a name that is looked for in the folders of PATH.</summary>
    public string FileName { get; init; }

    /// <summary>Its arguments, which no shell reads.</summary>
    public IReadOnlyList<string> Arguments { get; init; }

    /// <summary>
    /// Variables to set, or with null to remove, on top of this process's environment. Names are of letters, digits and
    /// underscores. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where the program starts. Default: none, that is <see cref="HaSitePlace.Directory"/>.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Tells by a line of its output or error output that the site is ready. Default: none, that is when its address accepts a
    /// connection.
    /// </summary>
    public Func<string, bool>? Ready { get; init; }

    /// <summary>A .NET program, run by the runtime that runs this process.</summary>
    /// <param name="assemblyFile">The path of its .dll, beside which lies its runtimeconfig.json.</param>
    /// <param name="arguments">Its arguments, which no shell reads.</param>
    public static HaSiteProgram Dotnet(string assemblyFile, params IReadOnlyList<string> arguments) =>
        new(Processes.DotnetProgram.DotnetFile(), ["exec", assemblyFile, .. arguments]);
}
