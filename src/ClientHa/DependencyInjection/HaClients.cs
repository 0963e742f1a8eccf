using System.Collections.Concurrent;
using ClientHa.Clients;
using ClientHa.Configuration;
using ClientHa.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace ClientHa.DependencyInjection;

/// <summary>
/// The clients of a container by name. HttpClientFactory throws its handlers away every two minutes; the first choice and the
/// ejections must outlive them, so the handlers of one name share one client.
/// </summary>
internal sealed class HaClients : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Client>> clients = new(StringComparer.Ordinal);
    private readonly IOptionsFactory<HaOptions> options;
    private readonly HaClientName[] names;
    private readonly ILoggerFactory loggerFactory;
    private readonly TimeProvider? timeProvider;
    private readonly IDisposable[] reloads;

    /// <param name="options">
    /// Makes options anew. Not <see cref="IOptionsMonitor{TOptions}"/>: it tells nobody of options that will not do, and throws in the face
    /// of whoever changed them.
    /// </param>
    /// <param name="sources">Tell when options have changed.</param>
    /// <param name="names">The clients that were added.</param>
    /// <param name="loggerFactory">The container's log.</param>
    /// <param name="timeProvider">The container's clock, if it has one.</param>
    public HaClients(
        IOptionsFactory<HaOptions> options, IEnumerable<IOptionsChangeTokenSource<HaOptions>> sources, IEnumerable<HaClientName> names,
        ILoggerFactory loggerFactory, TimeProvider? timeProvider = null)
    {
        this.options = options;
        this.names = [.. names];
        this.loggerFactory = loggerFactory;
        this.timeProvider = timeProvider;
        reloads = [.. sources.Select(source => ChangeToken.OnChange(source.GetChangeToken, Reload, source.Name ?? Options.DefaultName))];
    }

    public Client Get(string name)
    {
        Lazy<Client> client = clients.GetOrAdd(name, each => new Lazy<Client>(() => Create(each)));
        try
        {
            return client.Value;
        }
        catch
        {
            // Other options may do.
            clients.TryRemove(new(name, client));
            throw;
        }
    }

    /// <summary>A handler that its owner may dispose without an effect on others.</summary>
    public HaHttpHandler CreateHandler(string name) => new(Get(name).Shared, ownsClient: false);

    public void Dispose()
    {
        foreach (IDisposable reload in reloads)
            reload.Dispose();
        foreach (Lazy<Client> client in clients.Values)
        {
            if (!client.IsValueCreated)
                continue;
            client.Value.Handler.Dispose();
            client.Value.Shared.Dispose();
        }
    }

    private Client Create(string name)
    {
        if (!names.Contains(new HaClientName(name)))
        {
            throw new InvalidOperationException(
                $"There is no client \"{name}\": call services.AddClientHa(\"{name}\", ...). Added are: " +
                $"{string.Join(", ", names.Select(each => $"\"{each.Name}\"").Distinct())}.");
        }
        FailoverClient client = HaHttpHandler.CreateClient(HaPlan.From(options.Create(name), name), loggerFactory, timeProvider);
        return new Client(client, new HaHttpHandler(client, ownsClient: false), new Rerun(() => Reload(name, client)));
    }

    /// <summary>The options of that name have changed. Whoever changed them is not to blame here: what is wrong is logged.</summary>
    private void Reload(string name)
    {
        // One that is just being made has read the old options, perhaps, so it is waited for.
        if (!clients.TryGetValue(name, out Lazy<Client>? known))
            return;
        try
        {
            known.Value.Reloads.Ask();
        }
        catch (Exception exception)
        {
            NotReconfigured(name, exception);
        }
    }

    /// <summary>Reads the options and takes them into force. Two at once could do so in either order, and the older ones stay.</summary>
    private void Reload(string name, FailoverClient client)
    {
        try
        {
            client.Reload(HaPlan.From(options.Create(name), name));
        }
        catch (Exception exception)
        {
            NotReconfigured(name, exception);
        }
    }

    private void NotReconfigured(string name, Exception exception) =>
        new HaTelemetry(loggerFactory.CreateLogger(TelemetryNames.Source)).NotReconfigured(name, exception);

    /// <param name="Shared">What all handlers of the name share.</param>
    /// <param name="Handler">The container's own.</param>
    /// <param name="Reloads">Takes changed options into force.</param>
    internal sealed record Client(FailoverClient Shared, HaHttpHandler Handler, Rerun Reloads);
}
