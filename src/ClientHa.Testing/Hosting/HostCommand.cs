using System.Globalization;

namespace ClientHa.Testing.Hosting;

/// <summary>
/// One line from a cluster to a site of our server that is a process: <c>7 clock {"Skew":"00:00:05"}</c>. The site answers <c>done 7</c>
/// when it has taken effect.
/// </summary>
/// <param name="Number">Another one for each command.</param>
/// <param name="Verb">What is to be done.</param>
/// <param name="Value">How.</param>
internal sealed record HostCommand(int Number, string Verb, string Value)
{
    /// <summary>Begins to serve. What comes before holds from the begin.</summary>
    public const string Start = "start";

    /// <summary>Sets the clock's faults, as JSON.</summary>
    public const string Clock = "clock";

    /// <summary>Sets the disk's faults, as JSON.</summary>
    public const string Disk = "disk";

    public string Done => string.Create(CultureInfo.InvariantCulture, $"done {Number}");

    /// <summary>Null for a line that is no command.</summary>
    public static HostCommand? Parse(string line) =>
        line.Split(' ', 3) is [var number, var verb, var value] && int.TryParse(number, CultureInfo.InvariantCulture, out int parsed)
            ? new(parsed, verb, value)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} {Verb} {Value}");
}
