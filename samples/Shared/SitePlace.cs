using System.Net;

namespace ClientHa.Samples;

/// <summary>Where a site is, where all of them are, and a directory that is the same over its restarts.</summary>
internal sealed record SitePlace(int Number, IReadOnlyList<IPEndPoint> EndPoints, string Directory)
{
    public IPEndPoint EndPoint => EndPoints[Number];
}
