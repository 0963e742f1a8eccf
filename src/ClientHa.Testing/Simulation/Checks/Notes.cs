using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>What a check remembers of each client, or of each site of each client, while the client's process runs.</summary>
internal sealed class Notes<T>
    where T : class, new()
{
    private T?[] notes = [];

    public T this[SimClient client, int site = 0]
    {
        get
        {
            int place = (client.Number * SiteList.MaxSites) + site;
            if (place >= notes.Length)
                Array.Resize(ref notes, (client.Number + 1) * SiteList.MaxSites);
            return notes[place] ??= new();
        }
    }

    /// <summary>The process is gone.</summary>
    public void Forget(SimClient client)
    {
        int from = client.Number * SiteList.MaxSites;
        if (from < notes.Length)
            Array.Clear(notes, from, SiteList.MaxSites);
    }
}
