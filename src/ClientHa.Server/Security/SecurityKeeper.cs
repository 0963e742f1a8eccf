using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Security;

/// <summary>Looks at the files of certificates and tokens as long as the site runs: comparing a few kilobytes costs nothing.</summary>
internal sealed class SecurityKeeper(ServerSecurity security, TimeProvider timeProvider, ILogger<SecurityKeeper> logger) : BackgroundService
{
    /// <summary>How soon a renewed certificate, or a token that was taken away, is noticed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!security.CanChange)
            return;
        using PeriodicTimer timer = new(Interval, timeProvider);
        do
        {
            try
            {
                security.Reload();
            }
            catch (Exception exception)
            {
                SecurityLog.AccessNotReloaded(logger, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
