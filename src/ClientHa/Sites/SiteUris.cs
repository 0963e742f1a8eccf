using System.Collections.Concurrent;

namespace ClientHa.Sites;

/// <summary>
/// The addresses of requests at one site. A gRPC library uses one <see cref="Uri"/> object for all calls of a method, so the site's
/// counterpart is remembered by that object; one that makes a new object for each call costs no more than a new object here.
/// </summary>
internal sealed class SiteUris(string origin)
{
    /// <summary>More methods than any service has; reached only by objects that are never used again.</summary>
    private const int Capacity = 1024;

    private readonly ConcurrentDictionary<object, Uri> known = new(ReferenceEqualityComparer.Instance);
    private int count;

    public Uri Of(Uri requested)
    {
        if (known.TryGetValue(requested, out Uri? uri))
            return uri;
        uri = Of(requested.PathAndQuery);
        if (Interlocked.Increment(ref count) > Capacity)
        {
            known.Clear();
            Volatile.Write(ref count, 0);
        }
        known[requested] = uri;
        return uri;
    }

    public Uri Of(string pathAndQuery) => new(origin + pathAndQuery, UriKind.Absolute);
}
