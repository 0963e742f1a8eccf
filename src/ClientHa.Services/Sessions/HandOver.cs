using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using ClientHa.Core.Sessions;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Services;

/// <summary>
/// Client-assisted durability: while some site alone is known to have a write of this client, the sites are asked now and then whether
/// another has it; and where the client finds itself at a site that lacks it, while the one that has it is silent, it is handed over.
/// </summary>
internal sealed class HandOver : IDisposable
{
    private const int MaxCallsAtOnce = 16;
    private const string Expired = "OPERATION_EXPIRED";

    /// <summary>Replication takes a few milliseconds: a site that is silent for longer with a client at another is given up.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(10);

    private static readonly MethodDescriptor list = Method("List");

    private readonly ServiceCalls calls;
    private readonly SessionKeeper session;
    private readonly DroppedWrites drops;
    private readonly ILogger logger;
    [SuppressMessage("Reliability", "CA2213", Justification = "One pass may still leave it; without a wait handle there is nothing to free.")]
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Channel<bool> nudges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int isRunning;

    public HandOver(ServiceCalls calls, SessionKeeper session, DroppedWrites drops, ILogger logger)
    {
        (this.calls, this.session, this.drops, this.logger) = (calls, session, drops, logger);
        calls.Handler.StatusChanged += SitesChanged;
        session.HasOtherSites = HasOtherSites(calls.Handler.Status);
    }

    /// <summary>After each answer: keeps the loop running while there is something to keep.</summary>
    public void Look()
    {
        if (!session.HasKept)
            return;
        if (session.HasBeyondLastSite)
            nudges.Writer.TryWrite(true);
        if (Interlocked.CompareExchange(ref isRunning, 1, 0) != 0)
            return;
        // It belongs to no call: neither to its trace nor to anything else that flows with it.
        using (ExecutionContext.SuppressFlow())
            _ = KeepAsync();
    }

    /// <summary>Hands all that is kept to whichever site takes it, now: a call has found none that has it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, calls.Disposal);
        try
        {
            await SendAsync(session.Kept(), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            calls.ThrowIfDisposed();
        }
    }

    public void Dispose() => calls.Handler.StatusChanged -= SitesChanged;

    private static MethodDescriptor Method(string name) => DocumentsReflection.Descriptor.Services[0].FindMethodByName(name);

    private static bool HasOtherSites(HaStatus status) => status.Sites.Length > 1;

    private void SitesChanged(object? sender, HaStatus status)
    {
        session.HasOtherSites = HasOtherSites(status);
        nudges.Writer.TryWrite(true);
    }

    private async Task KeepAsync()
    {
        try
        {
            TimeSpan pause = patience;
            while (session.HasKept)
            {
                bool isNudged = await PauseAsync(pause).ConfigureAwait(false);
                bool hasMoved = await PassAsync(calls.Disposal).ConfigureAwait(false);
                pause = hasMoved || isNudged ? patience : pause * 2 < longestPause ? pause * 2 : longestPause;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
        Volatile.Write(ref isRunning, 0);
        // One that came in between found the loop running.
        Look();
    }

    /// <returns>Whether something has happened that shortens the pause; the shortest one is kept in any case.</returns>
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        await Task.Delay(patience, calls.TimeProvider, calls.Disposal).ConfigureAwait(false);
        if (nudges.Reader.TryRead(out _))
            return true;
        if (pause <= patience)
            return false;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(calls.Disposal);
        Task<bool> nudged = nudges.Reader.WaitToReadAsync(end.Token).AsTask();
        Task first = await Task.WhenAny(nudged, Task.Delay(pause - patience, calls.TimeProvider, end.Token)).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        calls.Disposal.ThrowIfCancellationRequested();
        return first == nudged && nudges.Reader.TryRead(out _);
    }

    /// <returns>Whether something was handed over.</returns>
    private async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        if (!session.HasOtherSites)
        {
            foreach (KeptWrite write in session.Kept())
                session.GiveUp(write);
            return false;
        }
        if (session.Silence >= patience)
            await AskAsync(cancellationToken).ConfigureAwait(false);
        KeptWrite[] due = session.Due(patience);
        return due.Length > 0 && await SendAsync(due, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the site that calls go to for a word of itself, by the cheapest of all reads: what comes behind a key and begins like it.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        if (session.OldestKept is not { } oldest)
            return;
        string key = WriteRequests.KeyOf((IMessage)oldest.Write);
        try
        {
            ListRequest request = new() { Prefix = key, PageToken = key, PageSize = 1 };
            session.TakeWord((await calls.UnaryAsync<ListResponse>(list, request, cancellationToken).ConfigureAwait(false)).Site);
        }
        catch (HaCallException)
        {
            // No site answers. The next pass asks again.
        }
    }

    private async Task<bool> SendAsync(KeptWrite[] writes, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            int taken = 0;
            ParallelOptions options = new() { MaxDegreeOfParallelism = MaxCallsAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                writes.GroupBy(PlaceOf), options, async (group, end) => Interlocked.Add(ref taken, await SendInOrderAsync(group, end).ConfigureAwait(false))).ConfigureAwait(false);
            if (taken > 0)
                Log.HandedOver(logger, taken, session.LastSite);
            return taken > 0;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// What has to come in the order in which it was written: a later write of a document that came first would meet the earlier one as
    /// one that it had not seen, and that would be noted as a conflict. Additions may come in any order.
    /// </summary>
    private static object PlaceOf(KeptWrite write) => write.Write is AddRequest add ? add : WriteRequests.KeyOf((IMessage)write.Write);

    /// <returns>How many the site had not had.</returns>
    private async Task<int> SendInOrderAsync(IEnumerable<KeptWrite> writes, CancellationToken cancellationToken)
    {
        int taken = 0;
        foreach (KeptWrite write in writes.OrderBy(each => WriteRequests.StampOf((IMessage)each.Write)))
        {
            if (await TrySendAsync(write, cancellationToken).ConfigureAwait(false) is not { } isNew)
                break;
            taken += isNew ? 1 : 0;
        }
        return taken;
    }

    /// <returns>Whether the site had not had it; null where no site takes it now.</returns>
    private async Task<bool?> TrySendAsync(KeptWrite write, CancellationToken cancellationToken)
    {
        IMessage request = (IMessage)write.Write;
        // An earlier try was accepted somewhere: so this is not the first.
        WireMetadata metadata = [];
        metadata.Add("grpc-previous-rpc-attempts", "1");
        WireCallOptions options = new() { Timeout = calls.Timeout, IdempotencyKey = write.Id.ToString(), Metadata = metadata };
        try
        {
            WriteResponse response = await calls.UnaryAsync<WriteResponse>(MethodOf(request), request, options, cancellationToken).ConfigureAwait(false);
            bool isNew = session.TakeHandedOver(write, response);
            if (isNew)
                SessionTelemetry.HandedOver();
            return isNew;
        }
        catch (HaCallException refusal)
        {
            DroppedWriteReason? reason =
                refusal.StatusCode == HaStatusCode.OutOfRange && refusal.Detail.StartsWith(Expired, StringComparison.Ordinal) ? DroppedWriteReason.Expired
                : refusal.StatusCode == HaStatusCode.InvalidArgument ? DroppedWriteReason.Refused
                : null;
            // It is kept for the next pass.
            if (reason is not { } final)
                return null;
            session.GiveUp(write);
            drops.Tell(write, final);
            return false;
        }
    }

    private static MethodDescriptor MethodOf(IMessage request) => Method(request switch
    {
        PutRequest => "Put",
        DeleteRequest => "Delete",
        _ => "Add",
    });
}
