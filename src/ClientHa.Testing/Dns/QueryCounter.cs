namespace ClientHa.Testing.Dns;

/// <summary>Counts queries, and wakes those that wait for a number of them.</summary>
internal sealed class QueryCounter
{
    private readonly Lock gate = new();
    private int udp, tcp;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Udp { get { lock (gate) return udp; } }

    public int Tcp { get { lock (gate) return tcp; } }

    public void Count(bool isTcp)
    {
        TaskCompletionSource toWake;
        lock (gate)
        {
            if (isTcp) tcp++;
            else udp++;
            toWake = changed;
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        toWake.SetResult();
    }

    public async Task WaitAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (udp + tcp >= count) return;
                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
