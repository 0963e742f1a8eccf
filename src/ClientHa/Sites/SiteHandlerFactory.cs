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
            handler.SslOptions = Tls(generation);
        plan.ConfigureSocketsHandler?.Invoke(handler);
        return handler;
    }

    private SslClientAuthenticationOptions Tls(SiteGeneration generation)
    {
        SslClientAuthenticationOptions options = new()
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                generation.CertificateFault = Fault(certificate, chain, errors);
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

    /// <summary>Which certificate, and why it will not do.</summary>
    private static string? Fault(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return null;
        if (certificate is null)
            return "the server showed no certificate";
        List<string> faults = [];
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            faults.Add($"it is made out to {string.Join(", ", Names(certificate))}");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null)
            faults.AddRange(chain.ChainStatus.Select(status => $"{status.Status}: {status.StatusInformation.TrimEnd('.', '\n')}"));
        return $"certificate {certificate.Subject} is refused: {string.Join("; ", faults)}";
    }

    private static string[] Names(X509Certificate certificate)
    {
        using X509Certificate2 full = Load(certificate);
        X509SubjectAlternativeNameExtension? alternatives = full.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        string[] names = alternatives is null
            ? []
            : [.. alternatives.EnumerateDnsNames(), .. alternatives.EnumerateIPAddresses().Select(address => address.ToString())];
        return names.Length > 0 ? names : [certificate.Subject];
    }

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
    private static X509Certificate2 Load(X509Certificate certificate) =>
        X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());

    private static X509Certificate2 LoadPkcs12(byte[] bytes) => X509CertificateLoader.LoadPkcs12(bytes, null);
#else
    private static X509Certificate2 Load(X509Certificate certificate) => new(certificate);

    private static X509Certificate2 LoadPkcs12(byte[] bytes) => new(bytes);
#endif
}
