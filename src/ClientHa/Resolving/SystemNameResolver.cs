using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace ClientHa.Resolving;

/// <summary>Asks the operating system: hosts file, search list and whatever else it is set up with.</summary>
internal sealed class SystemNameResolver(TimeProvider timeProvider, SystemLookups? lookups = null) : INameResolver
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async ValueTask<ImmutableArray<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        if (IpLiteral.TryParse(name, out IPAddress? literal)) return [literal];
        try
        {
            // The platform's call cannot be cancelled everywhere, and takes 10 s and more when the resolver is dead.
            cancellationToken.ThrowIfCancellationRequested();
            IPAddress[] addresses = await (lookups ?? SystemLookups.Shared).AskAsync(name)
                .WaitAsync(Limit, timeProvider, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0 ? [.. addresses.Distinct()] : throw NoSuchName(name, "it knows no address", null);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            throw NoSuchName(name, e.Message, e);
        }
        catch (ArgumentException e)
        {
            throw NoSuchName(name, e.Message, e);
        }
        catch (SocketException e)
        {
            throw Unanswered(name, e.Message, e);
        }
        catch (TimeoutException e)
        {
            throw Unanswered(name, $"no answer within {Limit.TotalSeconds} s", e);
        }
    }

    private static NameResolutionException NoSuchName(string name, string reason, Exception? inner) =>
        new(name, NameResolutionFailure.NoSuchName, $"{name} has no address: the system's resolver says: {reason}", inner);

    private static NameResolutionException Unanswered(string name, string reason, Exception inner) =>
        new(name, NameResolutionFailure.Unanswered, $"{name} was not resolved: the system's resolver says: {reason}", inner);
}
