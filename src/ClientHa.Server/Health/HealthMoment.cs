namespace ClientHa.Server.Health;

/// <summary>A state of <see cref="SiteHealth"/>, and the one after it when it comes.</summary>
internal sealed class HealthMoment(HealthState state)
{
    private readonly TaskCompletionSource<HealthMoment> next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HealthState State { get; } = state;

    public Task<HealthMoment> NextAsync(CancellationToken cancellationToken) => next.Task.WaitAsync(cancellationToken);

    public void Follow(HealthMoment moment) => next.TrySetResult(moment);
}
