using System.Threading.Channels;
using ClientHa.Core;
using ClientHa.Core.Failover;

namespace ClientHa.Sites;

/// <summary>
/// The one <see cref="FailoverState"/> of a client as it is now. It is swapped for the next one, whoever waits for that is told, and all
/// changes are kept in their order for one reader.
/// </summary>
/// <param name="first">What is known at the start.</param>
/// <param name="clock">The client's.</param>
/// <param name="changed">Called after a change, and when one more call waits for one: something may be due sooner than it was.</param>
internal sealed class PresentState(FailoverState first, MonotonicClock clock, Action changed)
{
    private readonly object gate = new();
    private readonly Channel<StateChange> changes = Channel.CreateUnbounded<StateChange>(new() { SingleReader = true });
    private FailoverState state = first;
    private TaskCompletionSource? change;
    private int waiters;
    private bool isTakenOver;
    private bool isLeft;
    private volatile bool hasEnded;

    public FailoverState Value => Volatile.Read(ref state);

    /// <summary>How many calls wait for a change.</summary>
    public int Waiters => Volatile.Read(ref waiters);

    public bool HasEnded => hasEnded;

    /// <summary>For one reader. They end with the state.</summary>
    public IAsyncEnumerable<StateChange> Changes => changes.Reader.ReadAllAsync();

    /// <summary>Swaps in the next state, and says whether it is another one.</summary>
    public bool Change(Func<FailoverState, Instant, FailoverState> next)
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            FailoverState old = state;
            FailoverState made = next(old, clock.Now);
            if (ReferenceEquals(old, made))
                return false;
            Volatile.Write(ref state, made);
            changes.Writer.TryWrite(new(old, made, !isTakenOver));
            waiting = change;
            change = null;
        }
        waiting?.TrySetResult();
        changed();
        return true;
    }

    /// <summary>Waits until the state is not the one that was seen, or for that long.</summary>
    public async Task WaitForChangeAsync(FailoverState seen, TimeSpan delay, CancellationToken cancellationToken)
    {
        Task next;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(hasEnded, typeof(HaHttpHandler));
            if (!ReferenceEquals(seen, state) || isLeft)
                return;
            next = (change ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            waiters++;
        }
        changed();
        try
        {
            TimeSpan bounded = delay < TimeSpan.FromHours(1) ? delay : TimeSpan.FromHours(1);
            await next.WaitAsync(bounded, clock.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Time itself may have changed the decision.
        }
        finally
        {
            lock (gate)
                waiters--;
        }
    }

    /// <summary>Something that people see has changed, though not the state. In the order of the changes, or an old state would be told after a newer one.</summary>
    public void TellAgain()
    {
        lock (gate)
            changes.Writer.TryWrite(new(state, state, !isTakenOver));
    }

    /// <summary>Goes on with what another one knows, whose changes nobody is told of from now on.</summary>
    public void TakeOver(PresentState old)
    {
        FailoverState known;
        lock (old.gate)
        {
            old.isTakenOver = true;
            known = old.state;
        }

        // No change that anybody is told of: all that is in it was told when it happened.
        lock (gate)
            Volatile.Write(ref state, state.CarriedOver(known, clock.Now));
    }

    /// <summary>Nobody waits here any more: another configuration is in force.</summary>
    public void Leave()
    {
        lock (gate)
        {
            isLeft = true;
            change?.TrySetResult();
            change = null;
        }
    }

    /// <summary>False if it has ended before.</summary>
    public bool TryEnd()
    {
        lock (gate)
        {
            if (hasEnded)
                return false;
            hasEnded = true;
            change?.TrySetResult();
        }
        changes.Writer.TryComplete();
        return true;
    }
}
