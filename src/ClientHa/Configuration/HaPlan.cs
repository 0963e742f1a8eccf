using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Polly;

namespace ClientHa.Configuration;

/// <summary>
/// The checked and resolved <see cref="HaOptions"/>: what the engine goes by. It shares nothing with them that can change.
/// </summary>
internal sealed record HaPlan
{
    /// <summary>The distinct sites, in the order of the configuration.</summary>
    public required ImmutableArray<SiteName> Sites { get; init; }

    /// <summary>Indices into <see cref="Sites"/>; a site that stands here more than once has more weight.</summary>
    public required ImmutableArray<int> Entries { get; init; }

    /// <summary>The sites are not known yet: their names are looked up until two in a row do not exist.</summary>
    public required bool DiscoverServers { get; init; }

    public required bool UseTls { get; init; }

    /// <summary>
    /// What a channel or client is given, and what requests carry: http or https with the Url's own host and port, or with
    /// those of the first server of a list that stands alone. Not necessarily a host that exists.
    /// </summary>
    public required Uri Address { get; init; }

    /// <summary>
    /// Tells services apart in the stable draw: the Url's host and port, or nothing for a list that stands alone. The list
    /// itself is not in it, or a site that is added would move the clients of all others.
    /// </summary>
    public required string StableKey { get; init; }

    public required FirstChoice FirstChoice { get; init; }

    public required SelectionPolicy Policy { get; init; }

    public required TimeSpan ReconnectDelay { get; init; }

    public required Failback Failback { get; init; }

    public required Replay Replay { get; init; }

    public required ReplayOverrides ReplayOverrides { get; init; }

    public required TimeSpan? AttemptTimeout { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    public required TimeSpan NoSiteTimeout { get; init; }

    public required MethodPatterns WaitForReadyMethods { get; init; }

    public required int ReplayBufferBytes { get; init; }

    public required MethodPatterns IdempotentMethods { get; init; }

    /// <summary>Empty: the system's resolver.</summary>
    public required ImmutableArray<IPEndPoint> NameServers { get; init; }

    public string? StateDirectory { get; init; }

    public string? ProbePath { get; init; }

    public required TimeSpan? KeepAlivePingDelay { get; init; }

    public required TimeSpan KeepAlivePingTimeout { get; init; }

    public required TlsPlan Tls { get; init; }

    public ulong? Seed { get; init; }

    public Action<SocketsHttpHandler>? ConfigureSocketsHandler { get; init; }

    public Action<ResiliencePipelineBuilder<HttpResponseMessage>>? ConfigurePipeline { get; init; }

    /// <summary>What the operator should know although it is no fault; each is logged once at the start.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>The site of that number, for a plan whose sites are discovered.</summary>
    public SiteName Numbered(int number)
    {
        string host = Sites[0].Host;
        return Sites[0] with { Host = string.Create(CultureInfo.InvariantCulture, $"{number}{host[host.IndexOf('.')..]}") };
    }

    /// <summary>
    /// The plan for the sites that were discovered. Until then <see cref="FirstChoice"/> names a site by its number; one that does not
    /// exist now is as if none had been named.
    /// </summary>
    public HaPlan With(ImmutableArray<int> numbers)
    {
        int first = FirstChoice.Site is { } number ? numbers.IndexOf(number) : -1;
        return this with
        {
            Sites = [.. numbers.Select(Numbered)],
            Entries = [.. Enumerable.Range(0, numbers.Length)],
            FirstChoice = FirstChoice.Kind != FirstChoiceKind.Site ? FirstChoice
                : first >= 0 ? new(FirstChoiceKind.Site, first)
                : new(FirstChoiceKind.Stable),
        };
    }

    /// <summary>Whether the engine would do the same by both. What is noted of them may differ.</summary>
    public bool IsSameAs(HaPlan other) =>
        Sites.SequenceEqual(other.Sites) && Entries.SequenceEqual(other.Entries) && NameServers.SequenceEqual(other.NameServers) &&
        this == other with { Sites = Sites, Entries = Entries, NameServers = NameServers, Notes = Notes };

    /// <summary>Checks and resolves the options, which stay as they are.</summary>
    /// <exception cref="OptionsValidationException">Lists every fault.</exception>
    public static HaPlan From(HaOptions options, string? optionsName = null)
    {
        Findings findings = new();
        return HaPlanReader.Read(options, findings)
            ?? throw new OptionsValidationException(optionsName ?? Options.DefaultName, typeof(HaOptions), findings.Failures);
    }
}
