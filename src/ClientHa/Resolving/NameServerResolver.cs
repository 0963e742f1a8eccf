using System.Collections.Immutable;
using System.Net;

namespace ClientHa.Resolving;

/// <summary>
/// Asks given name servers and nobody else: no hosts file, no search list, no cache. A and AAAA are asked in parallel; the
/// servers in their order, the next one after a timeout or a refusal.
/// </summary>
internal sealed class NameServerResolver : INameResolver
{
    /// <summary>For one name, whatever the servers do.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>For one server: three silent ones still leave time within the limit.</summary>
    public static readonly TimeSpan ServerTimeout = TimeSpan.FromMilliseconds(600);

    private readonly ImmutableArray<IPEndPoint> nameServers;
    private readonly TimeSpan serverTimeout;
    private readonly TimeProvider timeProvider;

    public NameServerResolver(ImmutableArray<IPEndPoint> nameServers, TimeProvider timeProvider)
    {
        if (nameServers.IsDefaultOrEmpty) throw new ArgumentException("At least one name server is needed.", nameof(nameServers));
        this.nameServers = nameServers;
        this.timeProvider = timeProvider;

        // With more than three servers each gets less, so that the last one has its turn too.
        TimeSpan share = Limit / nameServers.Length;
        serverTimeout = share < ServerTimeout ? share : ServerTimeout;
    }

    public async ValueTask<ImmutableArray<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        if (IpLiteral.TryParse(name, out IPAddress? literal)) return [literal];
        if (!DnsName.TryNormalize(name, out string? normalized))
            throw new NameResolutionException(name, NameResolutionFailure.NoSuchName,
                $"'{name}' is no name that DNS can carry: labels of 1 to {DnsName.MaxLabelBytes} characters, 253 in all.");

        using var limit = new CancellationTokenSource(Limit, timeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var v4 = new DnsLookup(new(normalized, DnsRecordType.A), nameServers, serverTimeout, timeProvider);
        var v6 = new DnsLookup(new(normalized, DnsRecordType.Aaaa), nameServers, serverTimeout, timeProvider);
        (DnsReply reply4, DnsReply reply6) = await RunAsync(v4.RunAsync(stop.Token), v6.RunAsync(stop.Token), stop)
            .ConfigureAwait(false);

        // RFC 8305 §4 puts IPv6 first. The order within a family is the server's.
        if (reply4.Addresses.Length + reply6.Addresses.Length > 0) return [.. reply6.Addresses, .. reply4.Addresses];
        cancellationToken.ThrowIfCancellationRequested();
        throw Failure(name, reply4.Kind, reply6.Kind, v4.Report(), v6.Report());
    }

    private async Task<(DnsReply V4, DnsReply V6)> RunAsync(Task<DnsReply> v4, Task<DnsReply> v6, CancellationTokenSource stop)
    {
        Task both = Task.WhenAll(v4, v6);
        DnsReplyKind first = (await (await Task.WhenAny(v4, v6).ConfigureAwait(false)).ConfigureAwait(false)).Kind;

        // There are name servers that never answer AAAA (RFC 4074): they must not cost each look-up its whole limit.
        if (first == DnsReplyKind.Addresses)
            await both.WaitAsync(serverTimeout, timeProvider, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A name that does not exist has no AAAA either. Not the other way round: some servers deny names that have no
        // AAAA (RFC 4074 §4.2).
        bool isDenied = v4.IsCompleted && (await v4.ConfigureAwait(false)).Kind == DnsReplyKind.NoSuchName;
        if (first == DnsReplyKind.Addresses || isDenied) await stop.CancelAsync().ConfigureAwait(false);
        return (await v4.ConfigureAwait(false), await v6.ConfigureAwait(false));
    }

    private static NameResolutionException Failure(string name, DnsReplyKind v4, DnsReplyKind v6, string report4, string report6)
    {
        if (v4 == DnsReplyKind.NoSuchName)
            return new(name, NameResolutionFailure.NoSuchName, $"{name} does not exist: {report4}.");
        bool isDefinite = v4 == DnsReplyKind.NoData && v6 is DnsReplyKind.NoData or DnsReplyKind.NoSuchName;
        string report = report4 == report6 ? report4 : $"A: {report4}. AAAA: {report6}";
        return isDefinite
            ? new(name, NameResolutionFailure.NoSuchName, $"{name} has no address. {report}.")
            : new(name, NameResolutionFailure.Unanswered, $"{name} was not resolved. {report}.");
    }
}
