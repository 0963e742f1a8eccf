using System.Globalization;

namespace ClientHa.Server.Hosting;

/// <summary>
/// What an operator gives to a site on its command line, <c>--drain-period 5</c>, or in its environment,
/// <c>CLIENTHA_DRAIN_PERIOD=5</c>: one table for both.
/// </summary>
/// <param name="Name">As on the command line, without its dashes.</param>
/// <param name="ValueName">How the help shows a value.</param>
/// <param name="Description">For the help.</param>
/// <param name="Kind">How many values there are.</param>
/// <param name="Apply">Puts the values into the options, and returns what is wrong with them, or null.</param>
internal sealed record ServerSetting(
    string Name, string ValueName, string Description, ServerSettingKind Kind, Func<HaServerOptions, string[], string?> Apply)
{
    private const int LongestDrainSeconds = 3600;

    public static IReadOnlyList<ServerSetting> All { get; } =
    [
        new("site", "NUMBER", "This site's number, 0 to 255: clients know site 0 as 0.ha.test", ServerSettingKind.One, ApplySite),
        new("data", "DIRECTORY", "The directory of this site's data, made if it is absent", ServerSettingKind.One, (options, values) => Set(() => options.DataDirectory = values[0])) { Option = nameof(HaServerOptions.DataDirectory) },
        new("peer", "HOST:PORT", "Where another site listens for gRPC; may be repeated", ServerSettingKind.Many, (options, values) => Set(() => options.Peers = values)) { Option = nameof(HaServerOptions.Peers) },
        new("listen", "ADDRESS:PORT", "Where to listen for gRPC; may be repeated (default: 127.0.0.1:8001)", ServerSettingKind.Many, (options, values) => Set(() => options.Listen = values)),
        new("http", "ADDRESS:PORT", "Where to answer GET /ping, or off (default: each gRPC port less one)", ServerSettingKind.One, (options, values) => Set(() => options.Http = values[0])),
        new("found", "", "Founds a cluster in an empty data directory although some peers cannot be reached", ServerSettingKind.Flag, ApplyFound),
        new("tls-certificate", "FILE", "The site's certificate, in PEM; with it the site speaks TLS", ServerSettingKind.One, (options, values) => Set(() => options.Tls.CertificateFile = values[0])) { Option = "Tls:CertificateFile" },
        new("tls-key", "FILE", "The certificate's private key (default: it stands in the certificate's file)", ServerSettingKind.One, (options, values) => Set(() => options.Tls.KeyFile = values[0])) { Option = "Tls:KeyFile" },
        new("tls-client-ca", "FILE", "The authorities whose certificates make a caller a client", ServerSettingKind.One, (options, values) => Set(() => options.Tls.ClientCaFile = values[0])) { Option = "Tls:ClientCaFile" },
        new("tls-peer-ca", "FILE", "The authorities whose certificates make a caller another site", ServerSettingKind.One, (options, values) => Set(() => options.Tls.PeerCaFile = values[0])) { Option = "Tls:PeerCaFile" },
        new("tokens", "FILE", "The tokens that clients and operators show: see 'clientha token new'", ServerSettingKind.One, (options, values) => Set(() => options.Access.TokensFile = values[0])) { Option = "Access:TokensFile" },
        new("insecure", "", "Listens beyond loopback without TLS or without credentials: only where no stranger can reach the site", ServerSettingKind.Flag, ApplyInsecure),
        new("accept-clock", "", "Starts although this machine's clock is behind the time up to which the data was written", ServerSettingKind.Flag, ApplyAcceptClock),
        new("drain-period", "SECONDS", "How long a site that stops sends its clients elsewhere, 0 to 3600 (default: 2)", ServerSettingKind.One, ApplyDrainPeriod),
    ];

    /// <summary>The option that it sets, as in the configuration's section.</summary>
    public string Option { get; init; } = string.Concat(Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary><c>CLIENTHA_DRAIN_PERIOD</c>; a list has commas.</summary>
    public string Variable => "CLIENTHA_" + Name.ToUpperInvariant().Replace('-', '_');

    private static string? Set(Action set)
    {
        set();
        return null;
    }

    private static string? ApplySite(HaServerOptions options, string[] values)
    {
        if (!int.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int site))
            return $"Site \"{values[0]}\" is not a number: write 0 for the first site";
        options.Site = site;
        return null;
    }

    private static string? ApplyFound(HaServerOptions options, string[] values)
    {
        if (!bool.TryParse(values[0], out bool found))
            return $"Found \"{values[0]}\" is neither true nor false";
        options.Found = found;
        return null;
    }

    private static string? ApplyInsecure(HaServerOptions options, string[] values)
    {
        if (!bool.TryParse(values[0], out bool insecure))
            return $"Insecure \"{values[0]}\" is neither true nor false";
        options.Insecure = insecure;
        return null;
    }

    private static string? ApplyAcceptClock(HaServerOptions options, string[] values)
    {
        if (!bool.TryParse(values[0], out bool accept))
            return $"AcceptClock \"{values[0]}\" is neither true nor false";
        options.AcceptClock = accept;
        return null;
    }

    private static string? ApplyDrainPeriod(HaServerOptions options, string[] values)
    {
        if (!double.TryParse(values[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) || seconds > LongestDrainSeconds)
            return $"DrainPeriod \"{values[0]}\" is not a number of seconds from 0 to {LongestDrainSeconds}: write 2 for 2 seconds";
        options.DrainPeriod = TimeSpan.FromSeconds(seconds);
        return null;
    }
}
