using System.Globalization;

namespace ClientHa.Benchmarks;

/// <summary>Options of a command: <c>--json FILE</c>, <c>--quick</c>, <c>--only a,b</c>.</summary>
internal sealed class CommandLine(string[] options)
{
    public bool Has(string name) => options.Contains(name);

    public string? Value(string name)
    {
        int at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
    }

    public double Number(string name, double otherwise) =>
        Value(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>What is named, in the order of the list; all where the option is not given.</summary>
    /// <exception cref="ArgumentException">There is no such thing; the message says what there is.</exception>
    public IEnumerable<T> Chosen<T>(string name, IReadOnlyList<T> all, Func<T, string> id)
    {
        if (Value(name)?.Split(',') is not { } chosen)
            return all;
        if (chosen.Except(all.Select(id)).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"{name} {unknown} is unknown: write some of {string.Join(',', all.Select(id))}.");
        return all.Where(each => chosen.Contains(id(each)));
    }
}
