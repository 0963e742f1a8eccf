using ClientHa.Attempts;
using ClientHa.Configuration;
using ClientHa.Resolving;
using ClientHa.Sites;
using ClientHa.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ClientHa;

/// <summary>
/// Sends requests to one of several sites and goes on at another when it fails. Give it to a gRPC channel or an
/// <see cref="HttpClient"/> together with <see cref="Address"/>. Safe for use by many threads; disposing it ends its probes
/// and closes its connections.
/// </summary>
/// <remarks>
/// Not a <see cref="DelegatingHandler"/>: a gRPC channel looks through those for a <see cref="SocketsHttpHandler"/> and then
/// connects by itself.
/// </remarks>
public sealed class HaHttpHandler : HttpMessageHandler
{
    private readonly SiteDirectory directory;
    private readonly AttemptLoop attempts;
    private readonly bool ownsDirectory;

    /// <summary>Calls the servers behind a URL.</summary>
    /// <param name="url">Such as <c>grpc://ha.test:8001</c>, or <c>grpcs://</c> with TLS. See <see cref="HaOptions.Url"/>.</param>
    /// <param name="serverCount">How many numbered names stand for it: 2 for <c>0.ha.test</c> and <c>1.ha.test</c>; 0 for the
    /// URL's own host and no other. See <see cref="HaOptions.ServerCount"/>.</param>
    /// <exception cref="OptionsValidationException">The URL or the count will not do; the message says why.</exception>
    public HaHttpHandler(string url, int serverCount = 0)
        : this(new HaOptions { Url = url, ServerCount = serverCount })
    {
    }

    /// <summary>Calls the servers that the options name.</summary>
    /// <param name="options">Read once; later changes have no effect.</param>
    /// <param name="loggerFactory">Where failovers are logged; nowhere if it is left out.</param>
    /// <param name="timeProvider">The clock; the system's if it is left out.</param>
    /// <exception cref="OptionsValidationException">Lists everything that is wrong with the options.</exception>
    public HaHttpHandler(HaOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
        : this(CreateDirectory(HaPlan.From(options ?? throw new ArgumentNullException(nameof(options))), loggerFactory, timeProvider), ownsDirectory: true)
    {
    }

    /// <summary>A client whose every call is told to an observer.</summary>
    internal HaHttpHandler(HaOptions options, ILoggerFactory? loggerFactory, TimeProvider? timeProvider, IClientObserver observer)
        : this(CreateDirectory(HaPlan.From(options), loggerFactory, timeProvider, observer), ownsDirectory: true)
    {
    }

    internal HaHttpHandler(SiteDirectory directory, bool ownsDirectory)
    {
        this.directory = directory;
        this.ownsDirectory = ownsDirectory;
        attempts = new AttemptLoop(directory);
        directory.StatusChanged += RaiseStatusChanged;
    }

    /// <summary>
    /// Raised after the status changed, on the thread pool, one at a time: a desktop program must go over to its own thread.
    /// </summary>
    public event EventHandler<HaStatus>? StatusChanged;

    /// <summary>
    /// What a channel or client is given as its address. It stands for all sites; a request to any other host is refused.
    /// </summary>
    public Uri Address => directory.Plan.Address;

    /// <summary>What is known of the sites now.</summary>
    public HaStatus Status => directory.Status();

    internal static SiteDirectory CreateDirectory(
        HaPlan plan, ILoggerFactory? loggerFactory, TimeProvider? timeProvider, IClientObserver? observer = null)
    {
        TimeProvider clock = timeProvider ?? TimeProvider.System;
        HaTelemetry telemetry = new((loggerFactory ?? NullLoggerFactory.Instance).CreateLogger(TelemetryNames.Source), observer);
        telemetry.Configured(plan.Notes);
        INameResolver resolver = plan.NameServers.IsEmpty
            ? new SystemNameResolver(clock)
            : new NameServerResolver(plan.NameServers, clock);
        return new SiteDirectory(plan, resolver, telemetry, clock);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The request is to another host than <see cref="Address"/>.</exception>
    /// <exception cref="HttpRequestException">No site answered, or the call may not be repeated elsewhere; the message says
    /// which, and <see cref="Exception.Data"/> holds all attempts under "ClientHa.Attempts".</exception>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Uri address = directory.Plan.Address;
        if (request.RequestUri is not { IsAbsoluteUri: true } uri)
            throw new InvalidOperationException($"The request has no absolute address: set the client's BaseAddress to {address}.");
        if (uri.Port != address.Port || uri.Scheme != address.Scheme || !uri.Host.Equals(address.Host, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"The request is to {uri.GetLeftPart(UriPartial.Authority)}, but this handler serves {address.GetLeftPart(UriPartial.Authority)}: " +
                "give the channel or client HaHttpHandler.Address as its address.");
        }
        return directory.Telemetry.Observer is { } observer
            ? ObservedCall.SendAsync(attempts, request, observer, cancellationToken)
            : attempts.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            directory.StatusChanged -= RaiseStatusChanged;
            if (ownsDirectory)
                directory.Dispose();
        }
        base.Dispose(disposing);
    }

    private void RaiseStatusChanged(HaStatus status)
    {
        foreach (Delegate each in StatusChanged?.GetInvocationList() ?? [])
        {
            try
            {
                ((EventHandler<HaStatus>)each)(this, status);
            }
            catch (Exception exception)
            {
                // The other listeners are told all the same.
                directory.Telemetry.ListenerFailed(exception);
            }
        }
    }
}
