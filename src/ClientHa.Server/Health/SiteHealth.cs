using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Health;

/// <summary>
/// Whether the site serves, told by whoever decides it and read by health checks, <c>/ping</c> and the gate of the services. May
/// be used from any thread. A drain is final: what is set after it is not heard.
/// </summary>
internal sealed class SiteHealth(ILogger<SiteHealth> logger)
{
    private readonly Lock gate = new();
    private HealthMoment latest = new(HealthState.Starting("starts"));
    private volatile bool hasServed;

    public HealthState Current => Latest.State;

    /// <summary>Where to follow the states from, without missing one: see <see cref="HealthMoment.NextAsync"/>.</summary>
    public HealthMoment Latest => Volatile.Read(ref latest);

    public bool IsServing => Current.IsServing;

    /// <summary>Whether clients' calls are taken: while the site serves, and in its drain, unless it was told to stop before it had served.</summary>
    public bool TakesCalls => hasServed && Current.Phase is HealthPhase.Serving or HealthPhase.Draining;

    /// <summary>Nothing happens if that is the state already.</summary>
    public void Set(HealthState state)
    {
        HealthMoment before;
        HealthMoment after = new(state);
        lock (gate)
        {
            before = latest;
            if (before.State == state || before.State.Phase == HealthPhase.Draining)
                return;
            hasServed |= state.IsServing;
            Volatile.Write(ref latest, after);
        }
        ServerLog.HealthChanged(logger, state.ToString());
        before.Follow(after);
    }
}
