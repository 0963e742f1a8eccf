using System.Net;

namespace ClientHa.Resolving;

/// <summary>
/// The look-ups that the operating system is busy with. It cannot be told to give one up, so a name that it hangs over is not
/// asked for again until it has let go: its threads would pile up, each for 10 s and more.
/// </summary>
internal sealed class SystemLookups(Func<string, Task<IPAddress[]>> ask)
{
    /// <summary>All clients of a process share the system.</summary>
    public static readonly SystemLookups Shared = new(static name => Dns.GetHostAddressesAsync(name));

    private readonly Dictionary<string, Task<IPAddress[]>> running = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Asks the system, or waits with those who have.</summary>
    public Task<IPAddress[]> AskAsync(string name)
    {
        lock (running)
        {
            if (running.TryGetValue(name, out Task<IPAddress[]>? known))
                return known;
            Task<IPAddress[]> lookup = ask(name);
            running[name] = lookup;
            _ = ForgetAsync(name, lookup);
            return lookup;
        }
    }

    private async Task ForgetAsync(string name, Task<IPAddress[]> lookup)
    {
        // Who asked may be gone by then: that it failed is of no interest any more.
        await ((Task)lookup).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (running)
            running.Remove(name);
    }
}
