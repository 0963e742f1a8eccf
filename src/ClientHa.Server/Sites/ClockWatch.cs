using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Sites;

/// <summary>Tells the log of clocks that differ or jump: at once, and each minute while it lasts.</summary>
internal sealed class ClockWatch(SiteData data, SitePeers peers, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan pauseAfterWarning = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                string[] warnings = [.. ClockWarnings.Of(data.Loop.Clock, peers.Report())];
                foreach (string warning in warnings)
                    SiteLog.ClockWarning(logger, warning);
                await Task.Delay(warnings.Length > 0 ? pauseAfterWarning : interval, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
