namespace ClientHa.Server.Peers;

/// <summary>Who says that he is a site must be the one that his certificate names.</summary>
internal static class PeerCertificate
{
    /// <param name="certified">Null: there was no need for one.</param>
    /// <param name="site">What the hello says.</param>
    /// <exception cref="PeerFailure">They differ.</exception>
    public static void Check(int? certified, int site)
    {
        if (certified is { } number && number != site)
            throw new PeerFailure(PeerFailureKind.Refused, $"the peer calls itself site {site}, and its certificate is that of site {number}: give each site its own certificate");
    }
}
