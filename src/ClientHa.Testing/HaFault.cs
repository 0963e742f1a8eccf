using ClientHa.Testing.Faults;

namespace ClientHa.Testing;

/// <summary>
/// A fault that is in force, as each verb of <see cref="HaSite"/>, <see cref="HaCluster"/> and <see cref="HaNames"/> returns one.
/// Faults overlap freely: what is left when one is healed is what the others make, in whatever order they go.
/// </summary>
/// <remarks>Disposing of it heals it. What is not healed goes with the cluster.</remarks>
public sealed class HaFault : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Action<HaFault> healed;
    private readonly IReadOnlyList<IHold> holds;
    private Task? healing;

    internal HaFault(HaFaultKind kind, int? site, string description, IReadOnlyList<IHold> holds, Action<HaFault> healed) =>
        (Kind, Site, Description, this.holds, this.healed) = (kind, site, description, holds, healed);

    /// <summary>The verb.</summary>
    public HaFaultKind Kind { get; }

    /// <summary>The number of the site that it was done to; null where it is a matter of several sites, or of the name server.</summary>
    public int? Site { get; }

    /// <summary>For people: "site 0: killed".</summary>
    public string Description { get; }

    /// <summary>Whether it was healed.</summary>
    public bool IsHealed => Volatile.Read(ref healing) is { IsCompletedSuccessfully: true };

    /// <summary>
    /// Undoes the fault: a killed site is started again. Ends when it has no effect any more; the second time does nothing. What
    /// could not be undone stays in force, and can be tried again.
    /// </summary>
    /// <exception cref="TimeoutException">The site did not come back in <see cref="HaClusterOptions.StartTimeout"/>.</exception>
    /// <exception cref="InvalidOperationException">The site's program has ended before it was ready; the message shows its last lines.</exception>
    public Task HealAsync()
    {
        lock (gate)
            return healing is null or { IsCompleted: true, IsCompletedSuccessfully: false } ? healing = ReleaseAsync() : healing;
    }

    /// <summary>Heals the fault.</summary>
    public async ValueTask DisposeAsync() => await HealAsync().ConfigureAwait(false);

    /// <summary><see cref="Description"/>.</summary>
    public override string ToString() => Description;

    private async Task ReleaseAsync()
    {
        await Task.WhenAll(holds.Select(hold => hold.ReleaseAsync())).ConfigureAwait(false);
        healed(this);
    }
}
