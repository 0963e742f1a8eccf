using System.Collections.Immutable;
using ClientHa.Testing.History;

namespace ClientHa.Testing.Faults;

/// <summary>The faults of a cluster that are not healed yet; all are told to its history.</summary>
internal sealed class FaultLedger(HistoryLog history)
{
    private ImmutableArray<HaFault> inForce = [];
    private volatile bool isClosed;

    /// <summary>Puts a fault into force. If a part of it cannot be, nothing of it is.</summary>
    /// <param name="parts">Each one puts the fault into force at one place.</param>
    public async Task<HaFault> OrderAsync(HaFaultKind kind, int? site, string description, params Func<Task<IHold>>[] parts)
    {
        ObjectDisposedException.ThrowIf(isClosed, typeof(HaCluster));
        int number = history.Add((moment, fault) => new HistoryEvent.FaultOrdered(moment, fault, kind, site, description));
        List<IHold> holds = [];
        try
        {
            foreach (Func<Task<IHold>> part in parts)
                holds.Add(await part().ConfigureAwait(false));
        }
        catch
        {
            foreach (IHold hold in holds)
                await hold.ReleaseAsync().ConfigureAwait(false);
            throw;
        }
        HaFault fault = new(kind, site, description, [.. holds.Select(hold => new HoldUntilClosed(this, hold))], healed => Healed(healed, number));
        ImmutableInterlocked.Update(ref inForce, all => all.Add(fault));
        history.Add(moment => new HistoryEvent.FaultBegan(moment, number));
        return fault;
    }

    /// <summary>Heals those that are meant; those that end a site's life last, since a site comes back better to a healthy world.</summary>
    public async Task HealAsync(Func<HaFault, bool> isMeant)
    {
        foreach (IEnumerable<HaFault> each in (IEnumerable<HaFault>[])[inForce.Where(fault => !EndsLife(fault)), inForce.Where(EndsLife)])
            await Task.WhenAll(each.Where(isMeant).Select(fault => fault.HealAsync())).ConfigureAwait(false);
    }

    /// <summary>From now on nothing is ordered, and healing does nothing: the cluster is being taken down.</summary>
    public void Close() => isClosed = true;

    private static bool EndsLife(HaFault fault) => fault.Kind is HaFaultKind.Kill or HaFaultKind.Stop;

    private void Healed(HaFault fault, int number)
    {
        ImmutableInterlocked.Update(ref inForce, all => all.Remove(fault));
        if (!isClosed)
            history.Add(moment => new HistoryEvent.FaultHealed(moment, number));
    }

    private sealed class HoldUntilClosed(FaultLedger ledger, IHold hold) : IHold
    {
        public Task ReleaseAsync() => ledger.isClosed ? Task.CompletedTask : hold.ReleaseAsync();
    }
}
