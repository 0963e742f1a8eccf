using System.Buffers;
using System.Net.Sockets;

namespace ClientHa.Testing.Network;

/// <summary>
/// One direction of a connection. What came in goes out in its order, when the faults let it. Without a delay nothing is received
/// until the last is sent, so that a slow receiver slows the sender.
/// </summary>
internal sealed class Flow(Socket source, Socket sink, bool isForth, Link link, Task reset)
{
    private const int MaxChunkBytes = 65_536;

    /// <summary>What is under way at most: 80 MB/s over 100 ms.</summary>
    private const int MaxDelayedBytes = 8 << 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly Queue<Chunk> waiting = [];
    private long waitingBytes;
    private Task<Chunk>? receiving;
    private bool hasEnd;
    private volatile bool isSourceLost;

    // Of the chunk in front: so much has been sent.
    private int sentBytes;
    private long passedBytes;
    private Setting? cutSince;
    private long cutFrom;
    private long restedAt = long.MinValue;
    private TimeSpan rest;

    /// <summary>The other direction has found that this one's sender has reset: what looks like its end is a reset.</summary>
    public void LoseSource() => isSourceLost = true;

    public async Task<FlowEnd> RunAsync()
    {
        while (!reset.IsCompleted)
        {
            Setting setting = link.Setting;
            FlowFaults faults = isForth ? setting.Faults.Forth : setting.Faults.Back;
            if (!hasEnd && (waiting.Count == 0 || (faults.Delay > TimeSpan.Zero && waitingBytes < MaxDelayedBytes)))
                receiving ??= ReceiveAsync();
            if (receiving is not null && (waiting.Count == 0 || receiving.IsCompleted))
                Enqueue(await receiving.ConfigureAwait(false));

            TimeSpan wait = setting.Faults.Holds(isForth) ? Timeout.InfiniteTimeSpan : WaitFor(waiting.Peek(), faults);
            if (wait != TimeSpan.Zero)
                await link.PauseAsync(wait, setting, reset, receiving ?? reset).ConfigureAwait(false);
            else if (setting == link.Setting && await PassAsync(waiting.Peek(), setting.CutSince(isForth), faults).ConfigureAwait(false) is { } end)
                return end;
        }
        return FlowEnd.Reset;
    }

    private void Enqueue(Chunk chunk)
    {
        waiting.Enqueue(chunk);
        waitingBytes += chunk.Count;
        hasEnd = chunk.Count == 0;
        receiving = null;
    }

    private TimeSpan WaitFor(Chunk chunk, FlowFaults faults)
    {
        TimeSpan wait = faults.Delay - link.TimeProvider.GetElapsedTime(chunk.ArrivedAt);
        if (faults.BytesPerSecond is not null && restedAt != long.MinValue)
        {
            TimeSpan tired = rest - link.TimeProvider.GetElapsedTime(restedAt);
            wait = tired > wait ? tired : wait;
        }

        // Timers count whole milliseconds, and not for ever.
        return wait <= TimeSpan.Zero ? TimeSpan.Zero
            : wait > LongestWait ? LongestWait : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
    }

    /// <summary>Sends what may be sent at once of the chunk in front; says how the flow ended, if it did.</summary>
    private async Task<FlowEnd?> PassAsync(Chunk chunk, Setting? cut, FlowFaults faults)
    {
        if (chunk.Count == 0)
            return chunk.IsReset ? FlowEnd.Reset : Finish();

        if (cut != cutSince)
            (cutSince, cutFrom) = (cut, passedBytes);
        long untilCut = faults.CutAfterBytes - (passedBytes - cutFrom) ?? long.MaxValue;
        long atOnce = faults.BytesPerSecond is { } rate ? Math.Max(1, rate / 20) : long.MaxValue;
        int count = (int)Math.Clamp(Math.Min(untilCut, atOnce), 0, chunk.Count - sentBytes);
        try
        {
            int sent = await sink.SendAsync(chunk.Bytes.AsMemory(sentBytes, count)).ConfigureAwait(false);
            Sent(sent, faults);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return FlowEnd.Lost;
        }
        if (sentBytes == chunk.Count)
        {
            sentBytes = 0;
            waitingBytes -= chunk.Count;
            waiting.Dequeue();
            ArrayPool<byte>.Shared.Return(chunk.Bytes);
        }
        return passedBytes - cutFrom >= faults.CutAfterBytes ? FlowEnd.Reset : null;
    }

    private void Sent(int count, FlowFaults faults)
    {
        sentBytes += count;
        passedBytes += count;
        if (faults.BytesPerSecond is not { } rate)
            return;

        // What a timer came too late is made up for, unless it was the sender who had nothing.
        TimeSpan late = restedAt == long.MinValue ? TimeSpan.MaxValue : link.TimeProvider.GetElapsedTime(restedAt) - rest;
        restedAt = link.TimeProvider.GetTimestamp();
        rest = TimeSpan.FromSeconds((double)count / rate);
        if (late > TimeSpan.Zero && late < TimeSpan.FromMilliseconds(100))
            rest -= late;
    }

    private FlowEnd Finish()
    {
        try
        {
            sink.Shutdown(SocketShutdown.Send);
            return FlowEnd.Finished;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return FlowEnd.Lost;
        }
    }

    private async Task<Chunk> ReceiveAsync()
    {
        try
        {
            // A connection that says nothing holds no buffer.
            await source.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
            byte[] bytes = ArrayPool<byte>.Shared.Rent(Math.Clamp(source.Available, 1, MaxChunkBytes));
            int count = await source.ReceiveAsync(bytes.AsMemory(0, Math.Min(bytes.Length, MaxChunkBytes))).ConfigureAwait(false);
            return new Chunk(bytes, count, link.TimeProvider.GetTimestamp(), count == 0 && isSourceLost);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return new Chunk([], 0, link.TimeProvider.GetTimestamp(), IsReset: true);
        }
    }
}
