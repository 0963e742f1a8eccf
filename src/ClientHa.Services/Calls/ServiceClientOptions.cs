using Microsoft.Extensions.Logging;

namespace ClientHa.Services;

/// <summary>What a program decides about its calls; which sites there are is <see cref="HaOptions"/>' affair.</summary>
public sealed class ServiceClientOptions
{
    /// <summary>How long a call may take over all its tries. A watch has no limit. Above 0, up to 1 hour. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where failovers are logged, by a client that has a handler of its own. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal static ServiceClientOptions Check(ServiceClientOptions? options)
    {
        options ??= new ServiceClientOptions();
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromHours(1))
            throw new ArgumentException($"Timeout {options.Timeout} is out of range: above 0, up to 01:00:00.", nameof(options));
        return options;
    }

    /// <summary>A handler of the client's own.</summary>
    internal HaHttpHandler Handler(HaOptions sites)
    {
        ArgumentNullException.ThrowIfNull(sites);
        return new HaHttpHandler(sites, LoggerFactory, TimeProvider);
    }
}
