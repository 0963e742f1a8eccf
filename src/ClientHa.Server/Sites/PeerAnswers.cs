using ClientHa.Server.Hosting;
using ClientHa.Server.Peers;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf.Reflection;

namespace ClientHa.Server.Sites;

/// <summary>
/// What the configured peers say of themselves, asked while somebody looks: so that the page of any site shows all of them. However many
/// look, a peer is asked once a second.
/// </summary>
internal sealed class PeerAnswers(ISite site, TimeProvider timeProvider)
{
    private static readonly MethodDescriptor getStatus = SitesReflection.Descriptor.Services[0].FindMethodByName("GetStatus");
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(0.9);

    private readonly Lock gate = new();
    private Task<PeerAnswer[]> asking = Task.FromResult<PeerAnswer[]>([]);
    private PeerAnswer[] last = [];
    private long? asked;

    /// <summary>What is known when this much time has passed: a peer that is frozen holds nobody up.</summary>
    public async Task<IReadOnlyList<PeerAnswer>> ReadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Task<PeerAnswer[]> current = Ask();
        await Task.WhenAny(current, Task.Delay(patience, timeProvider, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return current.IsCompletedSuccessfully ? await current.ConfigureAwait(false) : Volatile.Read(ref last);
    }

    private Task<PeerAnswer[]> Ask()
    {
        lock (gate)
        {
            if (asking.IsCompleted && (asked is not { } before || timeProvider.GetElapsedTime(before) >= interval))
                (asking, asked) = (AskAllAsync(), timeProvider.GetTimestamp());
            return asking;
        }
    }

    private async Task<PeerAnswer[]> AskAllAsync()
    {
        PeerAnswer[] answers = await Task.WhenAll(((site as EmbeddedSite)?.Peers?.Dialers ?? []).Select(AskAsync)).ConfigureAwait(false);
        Volatile.Write(ref last, answers);
        return answers;
    }

    private static async Task<PeerAnswer> AskAsync(PeerDialer peer)
    {
        try
        {
            return new(peer.Address, await peer.AskAsync<GetStatusResponse>(getStatus, new GetStatusRequest()).ConfigureAwait(false), null);
        }
        catch (Exception exception) when (exception is WireException or OperationCanceledException or ObjectDisposedException)
        {
            return new(peer.Address, null, exception is WireException { StatusCode: not WireStatusCode.DeadlineExceeded } refusal ? refusal.Detail : "no answer within a second");
        }
    }
}
