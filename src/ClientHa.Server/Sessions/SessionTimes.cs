namespace ClientHa.Server.Sessions;

/// <summary>How long this site lets its callers wait for what is not here, and not there, yet.</summary>
/// <param name="Wait">See <see cref="HaServerOptions.SessionWait"/>.</param>
/// <param name="Concern">See <see cref="HaServerOptions.WriteConcernTimeout"/>.</param>
internal sealed record SessionTimes(TimeSpan Wait, TimeSpan Concern)
{
    public static readonly SessionTimes Default = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
}
