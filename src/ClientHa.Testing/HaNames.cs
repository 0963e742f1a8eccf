using System.Collections.Immutable;
using System.Net;
using ClientHa.Testing.Dns;
using ClientHa.Testing.Faults;

namespace ClientHa.Testing;

/// <summary>
/// The names of a cluster's sites, 0.ha.test, 1.ha.test …, in a name server of its own, and what can be done to them.
/// </summary>
/// <remarks>
/// Where loopback is one address, as on macOS, sites have a port each and no names: clients get a list, and these verbs throw
/// <see cref="NotSupportedException"/>.
/// </remarks>
public sealed class HaNames
{
    private readonly FaultLedger ledger;
    private readonly IReadOnlyList<IPEndPoint> sites;
    private readonly Place<NameFault>[] places;
    private readonly Place<DnsResponderMode> server;

    internal HaNames(DnsResponder responder, IReadOnlyList<IPEndPoint> sites, FaultLedger ledger)
    {
        (Responder, this.sites, this.ledger) = (responder, sites, ledger);
        places = [.. sites.Select((_, site) => new Place<NameFault>(faults => ApplyAsync(site, faults)))];
        server = new(modes =>
        {
            responder.Mode = modes.DefaultIfEmpty(DnsResponderMode.Answer).First();
            return Task.CompletedTask;
        });
        for (int site = 0; site < sites.Count; site++)
            Apply(site, []);
    }

    /// <summary>The name server: for names of your own, and to see how often it was asked.</summary>
    public DnsResponder Responder { get; }

    /// <summary>The name of a site: <c>0.ha.test</c>.</summary>
    /// <param name="site">The site's number.</param>
    public static string Of(int site) => $"{site}.{HaCluster.Domain}";

    /// <summary>Takes a site's name out: it does not exist (NXDOMAIN).</summary>
    /// <param name="site">The site's number.</param>
    public Task<HaFault> NameVanishesAsync(int site) =>
        OrderAsync(HaFaultKind.NameVanishes, site, "vanishes", new(null));

    /// <summary>Lets a site's name lead to another site, as when an operator moves it.</summary>
    /// <param name="site">The number of the site whose name it is.</param>
    /// <param name="toSite">The number of the site that it leads to.</param>
    public Task<HaFault> NameMovesAsync(int site, int toSite)
    {
        Check(toSite, nameof(toSite));
        return OrderAsync(HaFaultKind.NameMoves, site, $"leads to site {toSite}", new(sites[toSite].Address));
    }

    /// <summary>Lets a site's name lead to where nobody is.</summary>
    /// <param name="site">The site's number.</param>
    /// <param name="address">Where it leads; null for an address of loopback at which nobody listens.</param>
    public Task<HaFault> WrongAddressAsync(int site, IPAddress? address = null)
    {
        Check(site, nameof(site));
        IPAddress wrong = address ?? Loopback.Address(254 - site);
        return OrderAsync(HaFaultKind.WrongAddress, site, $"leads to {wrong}", new(wrong));
    }

    /// <summary>Lets the name server take questions and give no answers, as one behind a black hole.</summary>
    public Task<HaFault> NameServerSilentAsync()
    {
        ThrowIfThereAreNoNames();
        return ledger.OrderAsync(HaFaultKind.NameServerSilent, null, "the name server is silent", () => server.AddAsync(DnsResponderMode.Silent));
    }

    private Task<HaFault> OrderAsync(HaFaultKind kind, int site, string what, NameFault fault)
    {
        Check(site, nameof(site));
        ThrowIfThereAreNoNames();
        return ledger.OrderAsync(kind, site, $"{Of(site)} {what}", () => places[site].AddAsync(fault));
    }

    private Task ApplyAsync(int site, ImmutableArray<NameFault> faults)
    {
        Apply(site, faults);
        return Task.CompletedTask;
    }

    /// <summary>A name that vanished by one fault is not there, and one that is led away by several has all their addresses.</summary>
    private void Apply(int site, ImmutableArray<NameFault> faults)
    {
        if (faults.Any(fault => fault.LeadsTo is null))
            Responder.Remove(Of(site));
        else
            Responder.Set(Of(site), faults.IsEmpty ? [sites[site].Address] : [.. faults.Select(fault => fault.LeadsTo!).Distinct()]);
    }

    private void Check(int site, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(site, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(site, sites.Count, parameter);
    }

    private static void ThrowIfThereAreNoNames()
    {
        if (!Loopback.HasManyAddresses)
            throw new NotSupportedException("Loopback is one address here, so sites have ports instead of names: run this test on Linux or Windows.");
    }

    /// <summary>Where a name leads; null: it is not there.</summary>
    private sealed record NameFault(IPAddress? LeadsTo);
}
