using System.Globalization;
using System.Net.Http.Headers;
using ClientHa.Configuration;
using ClientHa.Sites;

namespace ClientHa.Attempts;

/// <summary>
/// The request of a call's caller, as it was: the messages of all attempts are made of it, and the caller finds it unchanged. Part of
/// the call, since most calls need no other object for it.
/// </summary>
/// <param name="message">The caller's own.</param>
/// <param name="keepsHost">Its Host header will be changed: see <see cref="TlsPlan.ServerName"/>.</param>
internal readonly struct CallersRequest(HttpRequestMessage message, bool keepsHost)
{
    private readonly string? host = keepsHost ? message.Headers.Host : null;

    public HttpRequestMessage Message { get; } = message;

    public Uri Uri { get; } = message.RequestUri!;

    public HttpContent? Content { get; } = message.Content;

    /// <summary>Makes of the caller's own message the one of an attempt.</summary>
    public void TurnTo(Site site, TlsPlan tls, HttpContent? body, bool isGrpc)
    {
        Message.RequestUri = isGrpc ? site.Uris.Of(Uri) : site.Uris.Of(Uri.PathAndQuery);
        if (body is not null)
            Message.Content = body;
        if (tls.ServerName is { } serverName)
            Message.Headers.Host = Authority(serverName, site);
    }

    public void PutBack(TlsPlan tls)
    {
        Message.RequestUri = Uri;
        Message.Content = Content;
        if (tls.ServerName is not null)
            Message.Headers.Host = host;
    }

    /// <summary>A message of an attempt's own.</summary>
    /// <param name="site">Where it goes.</param>
    /// <param name="tls">What the site is called there.</param>
    /// <param name="body">Null for a request without one.</param>
    /// <param name="isGrpc">Whether it takes gRPC's headers.</param>
    /// <param name="age">How much of the call's time has passed.</param>
    /// <param name="sentAttempts">How many attempts before it may have been processed.</param>
    public HttpRequestMessage CopyFor(Site site, TlsPlan tls, HttpContent? body, bool isGrpc, TimeSpan age, int sentAttempts)
    {
        HttpRequestMessage copy = new(Message.Method, site.Uris.Of(Uri.PathAndQuery))
        {
            Version = Message.Version,
            VersionPolicy = Message.VersionPolicy,
            Content = body,
        };
        foreach (KeyValuePair<string, HeaderStringValues> header in Message.Headers.NonValidated)
        {
            if (!header.Key.Equals(GrpcHeaders.TimeoutName, StringComparison.OrdinalIgnoreCase) &&
                !header.Key.Equals(GrpcHeaders.PreviousAttemptsName, StringComparison.OrdinalIgnoreCase))
            {
                GrpcHeaders.Add(copy.Headers, header.Key, header.Value);
            }
        }
        foreach (KeyValuePair<string, object?> option in Message.Options)
            ((IDictionary<string, object?>)copy.Options)[option.Key] = option.Value;
        if (tls.ServerName is { } serverName)
            copy.Headers.Host = Authority(serverName, site);
        if (isGrpc)
            AddGrpcHeaders(copy, age, sentAttempts);
        return copy;
    }

    private void AddGrpcHeaders(HttpRequestMessage copy, TimeSpan age, int sentAttempts)
    {
        if (GrpcHeaders.Timeout(Message.Headers) is { } timeout)
            copy.Headers.TryAddWithoutValidation(GrpcHeaders.TimeoutName, GrpcHeaders.TimeoutText(timeout - age));
        _ = int.TryParse(
            GrpcHeaders.Value(Message.Headers, GrpcHeaders.PreviousAttemptsName), NumberStyles.None, CultureInfo.InvariantCulture, out int upstream);
        if (upstream + sentAttempts > 0)
        {
            copy.Headers.TryAddWithoutValidation(
                GrpcHeaders.PreviousAttemptsName, (upstream + sentAttempts).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Authority(string serverName, Site site) =>
        string.Create(CultureInfo.InvariantCulture, $"{serverName}:{site.Name.Port}");
}
