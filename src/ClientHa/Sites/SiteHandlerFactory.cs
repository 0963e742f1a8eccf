using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Configuration;

namespace ClientHa.Sites;

/// <summary>Makes the <see cref="SocketsHttpHandler"/> of a site's generation, and of each probe.</summary>
internal sealed class SiteHandlerFactory(HaPlan plan, TimeProvider timeProvider)
{
    private readonly X509Certificate2Collection? authorities = LoadAuthorities(plan.Tls);
    private readonly X509Certificate2? clientCertificate = LoadClientCertificate(plan.Tls);

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
            ConnectTimeout = plan.ConnectTimeout,
            ConnectCallback = async (_, cancellationToken) =>
            {
                Socket socket = await ConnectRace.ConnectAsync(
                    await site.Addresses.GetAsync(cancellationToken).ConfigureAwait(false),
                    plan.ConnectTimeout, timeProvider, cancellationToken).ConfigureAwait(false);
                CountingStream connection = new(new NetworkStream(socket, ownsSocket: true), generation);
                generation.Remember(connection);
                return connection;
            },
        };
        if (plan.UseTls)
            handler.SslOptions = Tls(site, generation);
        plan.ConfigureSocketsHandler?.Invoke(handler);
        return handler;
    }

    private SslClientAuthenticationOptions Tls(Site site, SiteGeneration generation)
    {
        SslClientAuthenticationOptions options = new()
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                generation.CertificateFault = CertificateFault.Of(plan.Tls, site.Name.Host, certificate, chain, errors);
                return errors == SslPolicyErrors.None;
            },
        };
        if (authorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        if (clientCertificate is not null)
            options.ClientCertificates = [clientCertificate];
        return options;
    }

    /// <summary>What else it may be where a site breaks off a handshake, which mostly says no more than that it did.</summary>
    private string Hint() =>
        !plan.UseTls ? "if it wants TLS, write grpcs://"
        : clientCertificate is null ? "if it serves without TLS, write grpc://; if it wants a client certificate, set Tls:ClientCertificateFile"
        : $"if it serves without TLS, write grpc://; it may not accept the client certificate {clientCertificate.Subject}";

    private static X509Certificate2Collection? LoadAuthorities(TlsPlan tls)
    {
        if (tls.CaFile is null)
            return null;
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(tls.CaFile);
        }
        catch (System.Security.Cryptography.CryptographicException exception)
        {
            throw Unreadable("CaFile", tls.CaFile, exception);
        }
        return authorities.Count > 0 ? authorities : throw Unreadable("CaFile", tls.CaFile, null);
    }

    private static X509Certificate2? LoadClientCertificate(TlsPlan tls)
    {
        if (tls.ClientCertificateFile is null)
            return null;
        try
        {
            using X509Certificate2 ephemeral = X509Certificate2.CreateFromPemFile(tls.ClientCertificateFile, tls.ClientKeyFile);

            // Windows' TLS refuses a key that was never stored, which a detour through PKCS #12 gets around.
            return LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12));
        }
        catch (System.Security.Cryptography.CryptographicException exception)
        {
            throw Unreadable("ClientCertificateFile", tls.ClientCertificateFile, exception);
        }
    }

    private static AuthenticationException Unreadable(string option, string file, Exception? inner) =>
        new($"Tls:{option} \"{file}\" holds no usable PEM certificate{(inner is null ? "" : $" ({inner.Message})")}.", inner);

#if NET9_0_OR_GREATER
    private static X509Certificate2 LoadPkcs12(byte[] bytes) => X509CertificateLoader.LoadPkcs12(bytes, null);
#else
    private static X509Certificate2 LoadPkcs12(byte[] bytes) => new(bytes);
#endif
}
