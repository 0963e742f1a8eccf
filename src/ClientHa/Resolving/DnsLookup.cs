using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClientHa.Resolving;

/// <summary>One question put to the name servers in turn until one gives a definite reply or the time is up.</summary>
internal sealed class DnsLookup(
    DnsQuestion question, ImmutableArray<IPEndPoint> nameServers, TimeSpan serverTimeout, TimeProvider timeProvider)
{
    private readonly DnsReply[] replies = [.. nameServers.Select(_ => DnsReply.NotAsked)];

    /// <summary>Never throws: when <paramref name="stop"/> is cancelled the reply is silence.</summary>
    public async Task<DnsReply> RunAsync(CancellationToken stop)
    {
        // A server that was silent is asked again, as a datagram may be lost; one that refused is not.
        while (replies.Any(r => r.Kind == DnsReplyKind.Silence))
        {
            for (int i = 0; i < nameServers.Length; i++)
            {
                if (stop.IsCancellationRequested) return DnsReply.NotAsked;
                if (replies[i].Kind != DnsReplyKind.Silence) continue;
                replies[i] = await AskAsync(nameServers[i], stop).ConfigureAwait(false);
                if (replies[i].IsDefinite) return replies[i];
            }
        }

        return DnsReply.NotAsked;
    }

    /// <summary>Who was asked and what each said.</summary>
    public string Report() => string.Join("; ", nameServers.Zip(replies, (server, reply) => $"{server} {reply.Words}"));

    private async Task<DnsReply> AskAsync(IPEndPoint server, CancellationToken stop)
    {
        var exchange = new DnsExchange(server, question);
        using var timeout = new CancellationTokenSource(serverTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            return await exchange.AskAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            string words = timeout.IsCancellationRequested
                ? string.Create(CultureInfo.InvariantCulture, $"did not answer within {serverTimeout.TotalSeconds:0.###} s")
                : "had not answered when the time was up";
            return DnsReply.Silence(exchange.IgnoredDatagrams == 0
                ? words
                : $"{words} (ignored: {exchange.IgnoredDatagrams} datagrams that were no answer to the question)");
        }
        catch (SocketException e)
        {
            return DnsReply.Refusal($"could not be asked: {e.Message} ({e.SocketErrorCode})");
        }
        catch (IOException e)
        {
            return DnsReply.Refusal($"broke the connection off: {e.Message}");
        }
    }
}
