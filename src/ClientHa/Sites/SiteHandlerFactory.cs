using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Configuration;
using ClientHa.Resolving;

namespace ClientHa.Sites;

/// <summary>Makes the <see cref="SocketsHttpHandler"/> of a site's generation, and of each probe.</summary>
internal sealed class SiteHandlerFactory(HaPlan plan, TimeProvider timeProvider)
{
    /// <summary>A look-up has as long for itself; and were the handler not more patient than our race, its timeout would hide what each endpoint said.</summary>
    private static readonly TimeSpan LookupTimeout = TimeSpan.FromSeconds(2);

    private volatile TlsMaterial material = TlsMaterial.Load(plan.Tls);

    /// <summary>Reads the files again. True if handlers that are made from now on differ; a file that is torn changes nothing.</summary>
    /// <exception cref="AuthenticationException">A file cannot be read or holds nothing usable; the message says which.</exception>
    public bool ReloadTls()
    {
        TlsMaterial before = material;
        material = before.LoadAgain(plan.Tls);
        return material != before;
    }

    public SocketsHttpHandler Create(Site site, SiteGeneration generation)
    {
        generation.HandshakeHint = Hint();
        SocketsHttpHandler handler = new()
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,

            // The handshake is inside it too: a frozen machine accepts a connection and then says nothing.
            ConnectTimeout = plan.ConnectTimeout + LookupTimeout,
        };
        handler.ConnectCallback = ConnectToSite;
        if (plan.KeepAlivePingDelay is { } delay)
        {
            handler.KeepAlivePingDelay = delay;
            handler.KeepAlivePingTimeout = plan.KeepAlivePingTimeout;
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always;
        }
        if (plan.UseTls)
            handler.SslOptions = Tls(site, generation);
        plan.ConfigureSocketsHandler?.Invoke(handler);

        // The application may connect in its own way: what it makes is counted too, or the site would never be ready.
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect =
            handler.ConnectCallback ?? ConnectToSite;
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            TaskCompletionSource connecting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            generation.Connecting = connecting.Task;
            try
            {
                Stream made = await connect(context, cancellationToken).ConfigureAwait(false);
                bool isMultiplexed = IsMultiplexed(context.InitialRequestMessage);
                CountingStream connection = new(made, generation, isMultiplexed, isMultiplexed || plan.UseTls);
                await generation.Connections.AddAsync(connection).ConfigureAwait(false);
                generation.ConnectFault = null;
                return connection;
            }
            catch (Exception exception) when (exception is ConnectFailedException or NameResolutionException)
            {
                generation.ConnectFault = exception;
                throw;
            }
            finally
            {
                connecting.SetResult();
            }
        };
        return handler;

        ValueTask<Stream> ConnectToSite(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
            ConnectAsync(site, handler.UseProxy ? ProxyOf(context) : null, cancellationToken);
    }

    /// <summary>Null where it is the site itself that is to be connected to.</summary>
    private static DnsEndPoint? ProxyOf(SocketsHttpConnectionContext context) =>
        context.InitialRequestMessage.RequestUri is { } site && site.Port == context.DnsEndPoint.Port && site.IdnHost == context.DnsEndPoint.Host
            ? null
            : context.DnsEndPoint;

    private async ValueTask<Stream> ConnectAsync(Site site, DnsEndPoint? proxy, CancellationToken cancellationToken)
    {
        ImmutableArray<IPEndPoint> endpoints = proxy is not null
            ? [.. (await Dns.GetHostAddressesAsync(proxy.Host, cancellationToken).ConfigureAwait(false)).Select(each => new IPEndPoint(each, proxy.Port))]
            : await site.Addresses.GetAsync(cancellationToken).ConfigureAwait(false);
        long began = timeProvider.GetTimestamp();
        Socket socket = await ConnectRace.ConnectAsync(endpoints, plan.ConnectTimeout, timeProvider, cancellationToken).ConfigureAwait(false);
        site.Connected(timeProvider.GetElapsedTime(began));
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Without TLS there is nothing to agree on HTTP/2 by: only who insists on it gets it.</summary>
    private bool IsMultiplexed(HttpRequestMessage request) =>
        request.Version.Major >= 2 && (plan.UseTls || request.VersionPolicy != HttpVersionPolicy.RequestVersionOrLower);

    private SslClientAuthenticationOptions Tls(Site site, SiteGeneration generation)
    {
        TlsMaterial now = material;
        SslClientAuthenticationOptions options = new()
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                generation.CertificateFault = CertificateFault.Of(plan.Tls, site.Name.Host, certificate, chain, errors);
                return errors == SslPolicyErrors.None;
            },
        };
        if (now.Authorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(now.Authorities);
        }
        if (now.ClientCertificate is not null)
            options.ClientCertificates = [now.ClientCertificate];
        return options;
    }

    /// <summary>What else it may be where a site breaks off a handshake, which mostly says no more than that it did.</summary>
    private string Hint() =>
        !plan.UseTls ? "if it wants TLS, write grpcs://"
        : material.ClientCertificate is not { } certificate ? "if it serves without TLS, write grpc://; if it wants a client certificate, set Tls:ClientCertificateFile"
        : $"if it serves without TLS, write grpc://; it may not accept the client certificate {certificate.Subject}";
}
