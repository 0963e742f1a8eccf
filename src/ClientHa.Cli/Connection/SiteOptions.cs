using System.CommandLine;
using System.Globalization;
using ClientHa.Services;

namespace ClientHa.Cli;

/// <summary>Where the sites are: options that every command has that asks them, and their counterparts in the environment.</summary>
internal sealed class SiteOptions
{
    public const string UrlVariable = "CLIENTHA_URL";
    public const string CountVariable = "CLIENTHA_SERVER_COUNT";

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    private readonly Option<string?> url = new("--url")
    {
        Description = $"The sites' address, such as grpc://ha.test:8001. Default: {UrlVariable}.",
        HelpName = "URL",
    };

    private readonly Option<int?> count = new("--server-count")
    {
        Description = $"How many numbered names stand for it: 2 for 0.ha.test and 1.ha.test; 0 for its own host alone. Default: "
            + $"{CountVariable} where the address is {UrlVariable}, else 0.",
        HelpName = "N",
    };

    private readonly Option<double> timeout = new("--timeout")
    {
        Description = "How long a call may take over all its tries, in seconds.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<string[]> nameServers = new("--name-server")
    {
        Description = "Ask this name server, and not the system's resolver. May be repeated.",
        HelpName = "IP[:PORT]",
    };

    private readonly CredentialOptions credentials = new();

    public static SiteOptions AddTo(Command command)
    {
        SiteOptions options = new();
        options.credentials.AddTo(command);
        command.Add(options.url);
        command.Add(options.count);
        command.Add(options.timeout);
        command.Add(options.nameServers);
        return options;
    }

    /// <summary>The command line names a site, and not only the environment.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(url) is not null;

    /// <exception cref="UsageException">An address is missing, or a number is none.</exception>
    public HaOptions Sites(ParseResult parsed, Terminal terminal)
    {
        string? given = parsed.GetValue(url);
        string? address = given ?? terminal.Variable(UrlVariable);
        if (string.IsNullOrEmpty(address))
            throw new UsageException($"No site is named: give --url grpc://ha.test:8001, or set {UrlVariable}.");
        return new HaOptions
        {
            Url = address,
            ServerCount = parsed.GetValue(count) ?? (given is null ? Count(terminal) : 0),
            NameServers = parsed.GetValue(nameServers) ?? [],
            NoSiteTimeout = Timeout(parsed),
            Tls = credentials.Tls(parsed, terminal),
        };
    }

    /// <summary>What the calls of a command are given.</summary>
    public ServiceClientOptions Calls(ParseResult parsed, Terminal terminal) => new()
    {
        Timeout = Timeout(parsed),
        TimeProvider = terminal.TimeProvider,
        AccessToken = credentials.Token(parsed, terminal),
    };

    public DocumentsClient Documents(ParseResult parsed, Terminal terminal) => new(Sites(parsed, terminal), Calls(parsed, terminal));

    private static int Count(Terminal terminal)
    {
        string? text = terminal.Variable(CountVariable);
        if (string.IsNullOrEmpty(text))
            return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new UsageException($"{CountVariable} is \"{text}\": set it to the number of sites, 0 to 64, or give --server-count.");
    }

    private TimeSpan Timeout(ParseResult parsed)
    {
        double seconds = parsed.GetValue(timeout);
        return seconds > 0 && seconds <= LongestTimeout.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"--timeout {seconds} is out of range: above 0, up to {LongestTimeout.TotalSeconds} seconds."));
    }
}
