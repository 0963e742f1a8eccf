using System.Collections.Immutable;
using System.Net;

namespace ClientHa.Resolving;

/// <summary>Turns the name of a site into addresses.</summary>
internal interface INameResolver
{
    /// <summary>The addresses of a name, each once and at least one. An IP literal is its own address.</summary>
    /// <exception cref="NameResolutionException">The name does not exist, or nobody could be asked within 2 s.</exception>
    /// <exception cref="OperationCanceledException">The caller has given up.</exception>
    ValueTask<ImmutableArray<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken);
}
