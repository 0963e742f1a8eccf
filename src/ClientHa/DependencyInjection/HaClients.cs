using System.Collections.Concurrent;
using ClientHa.Configuration;
using ClientHa.Sites;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClientHa.DependencyInjection;

/// <summary>
/// The clients of a container by name. HttpClientFactory throws its handlers away every two minutes; the first choice and the
/// ejections must outlive them, so the handlers of one name share one directory.
/// </summary>
internal sealed class HaClients(
    IOptionsMonitor<HaOptions> options, IEnumerable<HaClientName> names, ILoggerFactory loggerFactory, TimeProvider? timeProvider = null)
    : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Client>> clients = new(StringComparer.Ordinal);

    public Client Get(string name) => clients.GetOrAdd(name, each => new Lazy<Client>(() => Create(each))).Value;

    /// <summary>A handler that its owner may dispose without an effect on others.</summary>
    public HaHttpHandler CreateHandler(string name) => new(Get(name).Directory, ownsDirectory: false);

    public void Dispose()
    {
        foreach (Lazy<Client> client in clients.Values)
        {
            if (!client.IsValueCreated)
                continue;
            client.Value.Handler.Dispose();
            client.Value.Directory.Dispose();
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
        HaPlan plan = HaPlan.From(options.Get(name), name);
        SiteDirectory directory = HaHttpHandler.CreateDirectory(plan, loggerFactory, timeProvider);
        return new Client(directory, new HaHttpHandler(directory, ownsDirectory: false));
    }

    internal sealed record Client(SiteDirectory Directory, HaHttpHandler Handler);
}
