using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ClientHa.Testing.Faults;

/// <summary>
/// Where faults can be in force, many at once: a bridge, a disk, a clock, a name, a site's life. What they are together is for
/// the place to fold, so that the order in which they go makes no difference.
/// </summary>
/// <param name="apply">Makes the faults that it is given, and no others, those in force; ends when they are.</param>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore that is only awaited holds nothing.")]
internal sealed class Place<TFault>(Func<ImmutableArray<TFault>, Task> apply)
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private ImmutableArray<Hold> holds = [];

    /// <summary>Ends when the fault has taken effect. A fault that cannot leaves nothing behind.</summary>
    public async Task<IHold> AddAsync(TFault fault)
    {
        Hold hold = new(this, fault);
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await apply([.. holds.Select(each => each.Fault), fault]).ConfigureAwait(false);
            holds = holds.Add(hold);
        }
        finally
        {
            gate.Release();
        }
        return hold;
    }

    /// <summary>A fault that cannot be healed, because a site doesn't start, stays in force.</summary>
    private async Task RemoveAsync(Hold hold)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!holds.Contains(hold))
                return;
            ImmutableArray<Hold> others = holds.Remove(hold);
            await apply([.. others.Select(each => each.Fault)]).ConfigureAwait(false);
            holds = others;
        }
        finally
        {
            gate.Release();
        }
    }

    private sealed class Hold(Place<TFault> place, TFault fault) : IHold
    {
        public TFault Fault => fault;

        public Task ReleaseAsync() => place.RemoveAsync(this);
    }
}
