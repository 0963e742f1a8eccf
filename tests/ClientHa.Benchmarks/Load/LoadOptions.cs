using System.Globalization;
using System.Net;

namespace ClientHa.Benchmarks.Load;

/// <summary>What the clients of one process do. The same command line is understood by every contender's program.</summary>
/// <param name="Kind">Which client: one of those that <see cref="LoadClient"/> knows.</param>
/// <param name="Sites">Where they go, the first choice first.</param>
/// <param name="Warm">A site at which the process is warmed up, by clients that are gone before the measured ones are made.</param>
internal sealed record LoadOptions(string Kind, IPEndPoint[] Sites, IPEndPoint Warm)
{
    public int Clients { get; init; } = 20;

    /// <summary>Each client begins a call so often, whatever has become of those before.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Of each call; none if null.</summary>
    public TimeSpan? Deadline { get; init; } = TimeSpan.FromSeconds(10);

    public string[] ToArguments() =>
    [
        Kind, string.Join(',', Sites.Select(site => $"{site}")), $"{Warm}", Text(Clients), Text((int)Pace.TotalMilliseconds),
        Text((int)(Deadline?.TotalMilliseconds ?? 0)),
    ];

    public static LoadOptions Read(string[] arguments) =>
        new(arguments[0], [.. arguments[1].Split(',').Select(IPEndPoint.Parse)], IPEndPoint.Parse(arguments[2]))
        {
            Clients = Number(arguments[3]),
            Pace = TimeSpan.FromMilliseconds(Number(arguments[4])),
            Deadline = Number(arguments[5]) is > 0 and int milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
