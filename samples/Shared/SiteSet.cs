using System.Net;
using ClientHa.Testing;
using ClientHa.Testing.Dns;
using ClientHa.Testing.Processes;

namespace ClientHa.Samples;

/// <summary>
/// The sites as real processes. Each has an address of its own, all have one port, and a name server knows them as 0.ha.test,
/// 1.ha.test, …: as an operator would set it up. Where there is only 127.0.0.1, each has a port of its own instead.
/// </summary>
internal sealed class SiteSet : IAsyncDisposable
{
    private readonly DnsResponder names = new();
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory($"{AppDomain.CurrentDomain.FriendlyName}-");
    private readonly List<SiteProcess> processes = [];
    private readonly IPEndPoint[] endPoints;
    private readonly SiteProgram program;

    private SiteSet(int count, SiteProgram program)
    {
        this.program = program;
        if (Loopback.HasManyAddresses)
        {
            IPAddress[] addresses = [.. Enumerable.Range(1, count).Select(Loopback.Address)];
            int port = FreePort.Find(addresses);
            endPoints = [.. addresses.Select(address => new IPEndPoint(address, port))];
        }
        else
        {
            endPoints = [.. Enumerable.Range(0, count).Select(_ => new IPEndPoint(IPAddress.Loopback, FreePort.Find()))];
        }
    }

    public int Count => endPoints.Length;

    public static async Task<SiteSet> StartAsync(int count, SiteProgram program, CancellationToken cancellationToken)
    {
        SiteSet sites = new(count, program);
        try
        {
            await sites.names.StartAsync(cancellationToken);
            for (int i = 0; i < count; i++)
            {
                sites.names.Set(sites.NameOf(i), sites.endPoints[i].Address);
                sites.processes.Add(SiteProcess.Start(program.Start(sites.Place(i))));
            }
            foreach (SiteProcess process in sites.processes)
                await process.WaitForLineAsync(line => line == program.Ready, cancellationToken);
            return sites;
        }
        catch
        {
            await sites.DisposeAsync();
            throw;
        }
    }

    public string NameOf(int site) => Loopback.HasManyAddresses ? $"{site}.ha.test" : $"127.0.0.1:{endPoints[site].Port}";

    public string DirectoryOf(int site) => Place(site).Directory;

    public string AddressOf(int site) => endPoints[site].ToString();

    public int IndexOf(SiteStatus status) => Loopback.HasManyAddresses
        ? int.Parse(status.Name.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture)
        : Array.FindIndex(endPoints, endPoint => endPoint.Port == status.Port);

    /// <summary>What a client is configured with: the URL, the number of servers and the reconnect delay.</summary>
    public HaOptions OptionsFor(DemoOptions demo)
    {
        HaOptions options = new() { ReconnectDelay = demo.ReconnectDelay, Policy = demo.Policy, FirstChoice = "Random" };
        if (Loopback.HasManyAddresses)
        {
            options.Url = $"grpc://ha.test:{endPoints[0].Port}";
            options.ServerCount = Count;
            options.NameServers.Add($"{names.EndPoint}");
        }
        else
        {
            foreach (IPEndPoint endPoint in endPoints)
                options.Servers.Add($"{endPoint}");
        }
        return options;
    }

    /// <summary>What is done to a site.</summary>
    public Task HarmAsync(int site, Fault fault, CancellationToken cancellationToken) => fault switch
    {
        Fault.Kill => processes[site].KillAsync(cancellationToken),
        Fault.Stop => processes[site].StopAsync(cancellationToken),
        _ => processes[site].FreezeAsync(cancellationToken),
    };

    public async Task HealAsync(int site, Fault fault, CancellationToken cancellationToken)
    {
        if (fault == Fault.Freeze)
        {
            await processes[site].ThawAsync(cancellationToken);
            return;
        }
        await processes[site].RestartAsync(cancellationToken);
        await processes[site].WaitForLineAsync(line => line == program.Ready, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SiteProcess process in processes)
            await process.DisposeAsync();
        await names.DisposeAsync();
        directory.Delete(recursive: true);
    }

    private SitePlace Place(int site) => new(site, endPoints, Directory.CreateDirectory(Path.Combine(directory.FullName, $"site-{site}")).FullName);
}
