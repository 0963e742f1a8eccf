namespace ClientHa.Server.Health;

/// <summary>A site's phase, and why it doesn't serve in it: <c>waits for 1.ha.test:8001</c>.</summary>
internal sealed record HealthState(HealthPhase Phase, string Reason)
{
    public static HealthState Serving { get; } = new(HealthPhase.Serving, "");

    public static HealthState Draining { get; } = new(HealthPhase.Draining, "stops and sends its clients to other sites");

    public bool IsServing => Phase == HealthPhase.Serving;

    public static HealthState Starting(string reason) => new(HealthPhase.Starting, reason);

    public static HealthState Joining(string reason) => new(HealthPhase.Joining, reason);

    /// <summary>What an operator reads: <c>serving</c>, <c>starting: waits for 1.ha.test:8001</c>.</summary>
    public override string ToString()
    {
        string phase = Phase switch
        {
            HealthPhase.Starting => "starting",
            HealthPhase.Joining => "joining",
            HealthPhase.Serving => "serving",
            _ => "draining",
        };
        return Reason.Length == 0 ? phase : $"{phase}: {Reason}";
    }
}
