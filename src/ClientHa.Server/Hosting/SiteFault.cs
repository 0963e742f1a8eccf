using Microsoft.Extensions.Hosting;

namespace ClientHa.Server.Hosting;

/// <summary>Why a site that ran can run no longer: a disk that refuses to write.</summary>
internal sealed class SiteFault(IHostApplicationLifetime lifetime)
{
    private string? message;

    /// <summary>Null where there is none.</summary>
    public string? Message => Volatile.Read(ref message);

    /// <summary>Stops the host, with a drain, and lets the process end with an error. The first fault counts; never blocks.</summary>
    public void Report(string fault)
    {
        if (Interlocked.CompareExchange(ref message, fault, null) is null)
            ThreadPool.UnsafeQueueUserWorkItem(static lifetime => lifetime.StopApplication(), lifetime, preferLocal: false);
    }
}
