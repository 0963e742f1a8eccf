using Microsoft.Extensions.Logging;

namespace ClientHa.Services;

/// <summary>What a program decides about its calls; which sites there are is <see cref="HaOptions"/>' affair.</summary>
public sealed class ServiceClientOptions
{
    /// <summary>How long a call may take over all its tries. A watch has no limit. Above 0, up to 1 hour. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What becomes of a read where no site that answers has all that this client has read and written. Default: it is
    /// marked as stale.</summary>
    public SessionBehavior Session { get; set; }

    /// <summary>When a write is acknowledged. Default: when it is durable at one site.</summary>
    public WriteConcern WriteConcern { get; set; }

    /// <summary>
    /// How long a write waits for another site to have it, with <see cref="WriteConcern.AnyPeer"/>. Up to 10 minutes. Default: zero, that
    /// is what the site says (its <c>WriteConcernTimeout</c>, 1 second).
    /// </summary>
    public TimeSpan WriteConcernTimeout { get; set; }

    /// <summary>
    /// How many acknowledged writes a client keeps until it knows that a second site has them, so that it can hand them over should the
    /// first be lost; their keys and values have 1 MiB together, or are one. 0: none, then a write that is lost with its site is gone.
    /// Up to 100,000. Default: 1,000.
    /// </summary>
    public int MaxKeptWrites { get; set; } = 1_000;

    /// <summary>
    /// Called when an acknowledged write that only one site is known to have can no longer be handed to another. On any thread; should
    /// be quick. Default: none.
    /// </summary>
    public Action<DroppedWrite>? WriteDropped { get; set; }

    /// <summary>Where a client logs what its writes and reads run into, and one that has a handler of its own its failovers. Default:
    /// nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// The token by which the sites know the program: <c>clientha token new</c> makes one. It goes with every call, to whichever site,
    /// and only over TLS or to loopback; it stands in no log, no error and no metric. Default: none.
    /// </summary>
    public string? AccessToken { get; set; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>What the kept writes may have together.</summary>
    internal const long MaxKeptBytes = 1 << 20;

    internal static ServiceClientOptions Check(ServiceClientOptions? options)
    {
        options ??= new ServiceClientOptions();
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromHours(1))
            throw new ArgumentException($"Timeout {options.Timeout} is out of range: above 0, up to 01:00:00.", nameof(options));
        if (!Enum.IsDefined(options.Session))
            throw new ArgumentException($"Session {options.Session} is none of {string.Join(", ", Enum.GetNames<SessionBehavior>())}.", nameof(options));
        if (!Enum.IsDefined(options.WriteConcern))
            throw new ArgumentException($"WriteConcern {options.WriteConcern} is none of {string.Join(", ", Enum.GetNames<WriteConcern>())}.", nameof(options));
        if (options.WriteConcernTimeout < TimeSpan.Zero || options.WriteConcernTimeout > TimeSpan.FromMinutes(10))
            throw new ArgumentException($"WriteConcernTimeout {options.WriteConcernTimeout} is out of range: up to 00:10:00, or zero for what the site says.", nameof(options));
        if (options.MaxKeptWrites is < 0 or > 100_000)
            throw new ArgumentException($"MaxKeptWrites {options.MaxKeptWrites} is out of range: 0 to 100,000.", nameof(options));

        // The token itself is not named: it is a secret, whatever is wrong with it.
        if (options.AccessToken is { } token && (token.Length == 0 || token.AsSpan().ContainsAnyExceptInRange('!', '~')))
            throw new ArgumentException("AccessToken is empty, or has a blank or a character beyond ASCII: give the token alone, as 'clientha token new' prints it.", nameof(options));
        return options;
    }

    /// <summary>A handler of the client's own.</summary>
    internal HaHttpHandler Handler(HaOptions sites)
    {
        ArgumentNullException.ThrowIfNull(sites);
        return new HaHttpHandler(sites, LoggerFactory, TimeProvider);
    }
}
