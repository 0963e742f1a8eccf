using System.Net;
using ClientHa.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace ClientHa.Server.Security;

/// <summary>Finds out who calls, and whether the table lets him.</summary>
internal sealed class AccessGate(
    ServerSecurity security, ConnectionLimit connections, WatchLimit watches, TimeProvider timeProvider, ILogger<AccessGate> logger)
{
    private static readonly Caller openClient = new("who calls without a credential", AccessRole.Client) { IsOpen = true };
    private static readonly Caller openOperator = new("who calls without a credential", AccessRole.Operator) { IsOpen = true };
    private static readonly Caller openPeer = new("who calls without a credential", AccessRole.Peer) { IsOpen = true };

    private readonly SecurityPlan plan = security.Plan;
    private readonly AccessBook book = security.Book;

    /// <summary>The gate of a site's own services, where there is a site; an application's services are its own affair.</summary>
    public static AccessGate? For(Google.Protobuf.Reflection.ServiceDescriptor service, IServiceProvider services) =>
        service.File.Package is "clientha.v1" or "grpc.health.v1" ? services.GetService<AccessGate>() : null;

    /// <summary>Lets a call of a method of the site in.</summary>
    /// <exception cref="WireException">UNAUTHENTICATED or PERMISSION_DENIED, with the reason and the remedy.</exception>
    public Caller? Admit(HttpContext http, string path, AccessRule? rule)
    {
        if (rule is { IsForAnyone: true })
            return null;
        AccessRefusal refusal = new(IsUnknown: false, $"{path} has no row in this site's table of methods, so that nobody may call it.");
        if (rule is not null && Judge(http, path, rule.Roles, out refusal) is { } caller)
            return caller.Role == AccessRole.Client && connections.Refusal(http) is { } full ? throw full : caller;
        Tell(http, path, refusal);
        throw new WireException(refusal.IsUnknown ? WireStatusCode.Unauthenticated : WireStatusCode.PermissionDenied, refusal.Reason);
    }

    /// <summary>Counts a call that stays open.</summary>
    /// <exception cref="WireException">RESOURCE_EXHAUSTED: there are too many.</exception>
    public IDisposable Hold(HttpContext http, Caller? caller) =>
        watches.Enter(caller is null or { IsOpen: true } ? $"{http.Connection.RemoteIpAddress}" : caller.Name, isKnown: caller is not null);

    /// <summary>Whether who asks for something else could see a page of the site.</summary>
    public bool MaySeePage(HttpContext http, AccessRole role) => Judge(http, http.Request.Path, [role], out _) is not null;

    /// <summary>Whether who asks for a page of the site may see it. Null: yes.</summary>
    public AccessRefusal? JudgePage(HttpContext http, AccessRole role)
    {
        if (Judge(http, http.Request.Path, [role], out AccessRefusal refusal) is not null)
            return null;
        Tell(http, http.Request.Path, refusal);
        return refusal;
    }

    private Caller? Judge(HttpContext http, string path, AccessRole[] roles, out AccessRefusal refusal)
    {
        IPAddress? address = http.Connection.RemoteIpAddress;
        refusal = new(IsUnknown: true, Missing(path, roles));

        // By far the most calls of a site that nobody has told anything: nothing to look at, and nothing to allocate.
        if (StringValues.IsNullOrEmpty(http.Request.Headers.Authorization) && !plan.TakesCertificates && IsOpen(roles[0]) && plan.IsNear(address)
            && plan.Access.AllowOf(roles[0]).Contain(address))
            return OpenCaller(roles[0]);
        foreach ((Caller? caller, AddressRanges allow, AccessRefusal? fault) in Identify(http, roles))
        {
            if (fault is not null)
            {
                refusal = fault;
                return null;
            }
            if (!roles.Contains(caller!.Role))
                refusal = new(IsUnknown: false, $"{caller.Name} is {Words(caller.Role)}, and {path} is for {string.Join(" or ", roles.Select(Words))}.");
            else if (!allow.Contain(address) || !plan.Access.AllowOf(caller.Role).Contain(address))
                refusal = new(IsUnknown: false, $"{caller.Name} may not call from {AddressRanges.Plain(address!)}: an operator of the site can allow that address.");
            else
                return caller;
        }
        return null;
    }

    /// <summary>All that a caller shows, in the order in which it counts. What is wrong ends the look at the rest: nobody sends it for nothing.</summary>
    private IEnumerable<(Caller? Caller, AddressRanges Allow, AccessRefusal? Fault)> Identify(HttpContext http, AccessRole[] roles)
    {
        if (Credential.TokenOf(http.Request.Headers.Authorization) is { } token)
            yield return OfToken(token);
        if (plan.TakesCertificates && http.Features.Get<ShownCertificate>() is { } certificate)
        {
            foreach ((Caller?, AddressRanges, AccessRefusal?) found in OfCertificate(certificate, roles))
                yield return found;
        }
        if (plan.IsNear(http.Connection.RemoteIpAddress))
        {
            foreach (AccessRole role in roles.Where(IsOpen))
                yield return (OpenCaller(role), AddressRanges.Everywhere, null);
        }
    }

    private (Caller?, AddressRanges, AccessRefusal?) OfToken(string token)
    {
        if (book.OfToken(token) is not { } entry)
            return (null, AddressRanges.Everywhere, new(IsUnknown: true, "The token is none of this site's: it was mistyped, is for other sites, or was revoked."));
        return entry.Grant.Expires <= timeProvider.GetUtcNow() ? (null, AddressRanges.Everywhere, Ended(entry)) : (entry.Caller, entry.Grant.Allow, null);
    }

    private IEnumerable<(Caller?, AddressRanges, AccessRefusal?)> OfCertificate(ShownCertificate shown, AccessRole[] roles)
    {
        CancellationToken ended = shown.Ended;
        CertificateIdentity certificate = shown.Identity;
        if (certificate.End <= timeProvider.GetUtcNow() || certificate.Fault is not null)
        {
            yield return (null, AddressRanges.Everywhere, new(
                IsUnknown: true, $"The certificate {certificate.Subject} is refused: {certificate.Fault ?? $"it ended at {certificate.End.ToUniversalTime():u}"}."));
            yield break;
        }
        if (certificate.Site is { } site)
            yield return (new($"site {site}", AccessRole.Peer) { Site = site, CertificateEnded = ended }, AddressRanges.Everywhere, null);
        if (!certificate.IsClient || (certificate.Site is not null && roles is [AccessRole.Peer]))
            yield break;
        if (book.OfCertificate(certificate) is not { } entry)
            yield return (new(certificate.Names[0], AccessRole.Client) { CertificateEnded = ended }, AddressRanges.Everywhere, null);
        else if (entry.Grant.Expires <= timeProvider.GetUtcNow())
            yield return (null, AddressRanges.Everywhere, Ended(entry));
        else
            yield return (entry.Caller with { CertificateEnded = ended }, entry.Grant.Allow, null);
    }

    private static Caller OpenCaller(AccessRole role) => role switch
    {
        AccessRole.Client => openClient,
        AccessRole.Operator => openOperator,
        _ => openPeer,
    };

    private bool IsOpen(AccessRole role) => role == AccessRole.Peer ? plan.IsOpenToPeers : plan.IsOpenToClients;

    private string Missing(string path, AccessRole[] roles) =>
        roles is [AccessRole.Peer]
            ? $"{path} is for sites with a certificate of Tls:PeerCaFile: give this site and that one their certificates, which 'clientha init' makes."
        : plan.IsOpenToClients
            ? $"{path} is for callers of this site's own machine, as long as it is not told by which credentials it knows others."
            : $"{path} needs a credential: give a token (--token-file), or a certificate if the site takes any.";

    private static AccessRefusal Ended(BookEntry entry) =>
        new(IsUnknown: true, $"The credential of {entry.Grant.Name} ended at {entry.Grant.Expires!.Value.ToUniversalTime():u}: ask an operator of the site for another.");

    private void Tell(HttpContext http, string path, AccessRefusal refusal) =>
        SecurityLog.Refused(logger, path, $"{http.Connection.RemoteIpAddress}", refusal.Reason);

    private static string Words(AccessRole role) => role switch
    {
        AccessRole.Client => "a client",
        AccessRole.Operator => "an operator",
        _ => "a site",
    };
}
