namespace ClientHa.Cli;

/// <summary>A colour of the terminal's own, which its user has chosen to be readable.</summary>
internal sealed record Colour(string Code)
{
    public static readonly Colour Good = new("32");
    public static readonly Colour Doubtful = new("33");
    public static readonly Colour Bad = new("1;31");

    public string Around(string text) => $"\u001b[{Code}m{text}\u001b[0m";
}
