using System.Threading.Channels;
using ClientHa.Sites;
using ClientHa.Telemetry;

namespace ClientHa.Clients;

/// <summary>
/// Tells listeners how the sites are, one status at a time and in order, whichever configuration it comes from. Apart from those
/// who move calls: a listener that takes its time holds up nobody but the next listener.
/// </summary>
internal sealed class StatusTeller : IDisposable
{
    private readonly Channel<(int Reign, HaStatus Status)> statuses =
        Channel.CreateUnbounded<(int Reign, HaStatus Status)>(new() { SingleReader = true });

    private readonly HaTelemetry telemetry;

    public StatusTeller(HaTelemetry telemetry)
    {
        this.telemetry = telemetry;
        _ = TellAsync();
    }

    /// <summary>Raised on the thread pool, one at a time, where people would see a difference.</summary>
    public event Action<HaStatus>? Changed;

    /// <param name="reign">The number of the configuration in which it was seen.</param>
    /// <param name="status">What was seen.</param>
    public void Tell(int reign, HaStatus status) => statuses.Writer.TryWrite((reign, status));

    public void Dispose() => statuses.Writer.TryComplete();

    private async Task TellAsync()
    {
        HaStatus? told = null;
        int present = 0;
        await foreach ((int reign, HaStatus status) in statuses.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            // What was seen before a change, and comes after it, is past.
            if (reign < present || (told is not null && StatusReport.AreAlike(told, status)))
                continue;
            present = reign;
            told = status;
            try
            {
                Changed?.Invoke(status);
            }
            catch (Exception exception)
            {
                telemetry.ListenerFailed(exception);
            }
        }
    }
}
