using System.Net;

namespace ClientHa.Testing;

/// <summary>
/// What a site is told before it starts. An application in process finds it among its services, too:
/// <c>app.MapGet("/", (HaSitePlace site) =&gt; site.Number)</c>.
/// </summary>
public sealed class HaSitePlace
{
    private readonly IReadOnlyList<IPEndPoint> peers;

    internal HaSitePlace(int number, string name, IPEndPoint endPoint, string directory, IReadOnlyList<IPEndPoint> peers) =>
        (Number, Name, EndPoint, Directory, this.peers) = (number, name, endPoint, directory, peers);

    /// <summary>The site's number: 0, 1, 2 …</summary>
    public int Number { get; }

    /// <summary>The name by which clients know the site: <c>0.ha.test</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// Where the site itself must listen, the same over all its starts. Clients do not come directly: they connect to
    /// <see cref="HaSite.EndPoint"/>. An application in process listens somewhere else, without its doing.
    /// </summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>A directory for the site's own files, which is the same over all its starts and goes with the cluster.</summary>
    public string Directory { get; }

    /// <summary>
    /// Where this site reaches another one, on a way that <see cref="HaCluster.PartitionAsync"/> can cut without cutting off clients.
    /// </summary>
    /// <param name="number">The other site's number.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such site, or it is this one.</exception>
    public IPEndPoint PeerEndPoint(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, peers.Count);
        ArgumentOutOfRangeException.ThrowIfEqual(number, Number);
        return peers[number];
    }
}
