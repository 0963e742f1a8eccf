using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using ClientHa.Configuration;
using ClientHa.Core;

namespace ClientHa.Resolving;

/// <summary>
/// The text that keeps a service's last good addresses: a version, the service, a line a site, and a hash of all that. What is
/// torn, damaged or of another version is none.
/// </summary>
internal static class AddressFile
{
    private const string Version = "clientha-addresses 1";
    private const string End = "end ";

    public static string Write(string service, IEnumerable<(SiteName Name, ImmutableArray<IPEndPoint> Endpoints)> sites)
    {
        StringBuilder text = new();
        text.Append(Version).Append('\n').Append(service).Append('\n');
        foreach ((SiteName name, ImmutableArray<IPEndPoint> endpoints) in sites)
            text.Append(name).Append(' ').AppendJoin(' ', endpoints.Select(endpoint => endpoint.Address)).Append('\n');
        string body = text.ToString();
        return $"{body}{End}{Hash(body)}\n";
    }

    /// <summary>Null with a reason, the rest of a sentence that begins with the file, if it is not usable.</summary>
    public static ImmutableArray<(SiteName Name, ImmutableArray<IPEndPoint> Endpoints)>? Read(string text, string service, out string? fault)
    {
        string[] lines = text.Split('\n');
        int end = text.LastIndexOf(End, StringComparison.Ordinal);
        fault = lines[0] != Version ? "is not of this version"
            : end < 0 || text[end..] != $"{End}{Hash(text[..end])}\n" ? "is torn or damaged"
            : lines[1] != service ? $"is of another service, {lines[1]}"
            : null;
        if (fault is not null)
            return null;
        List<(SiteName, ImmutableArray<IPEndPoint>)> sites = [];
        foreach (string line in lines[2..^2])
        {
            string[] words = line.Split(' ');
            if (ServerUrl.Read("", words[0], needsScheme: false, new Findings()) is not { } server || words.Length < 2)
            {
                fault = "has a line that is no site";
                return null;
            }
            SiteName name = server.Name;
            IPEndPoint?[] endpoints = [.. words[1..].Select(word => IPAddress.TryParse(word, out IPAddress? address) ? new IPEndPoint(address, name.Port) : null)];
            if (endpoints.Contains(null))
            {
                fault = "has a line that is no site";
                return null;
            }
            sites.Add((name, [.. endpoints!]));
        }
        return [.. sites];
    }

    private static string Hash(string text) => Prng.Hash(0, text).ToString("x16", CultureInfo.InvariantCulture);
}
