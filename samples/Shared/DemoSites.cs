using ClientHa.Testing;

namespace ClientHa.Samples;

/// <summary>What the demos do with the sites of a cluster.</summary>
internal static class DemoSites
{
    /// <summary>What a client is configured with: as the cluster says, and with what the command line says.</summary>
    public static HaOptions OptionsFor(this HaCluster cluster, DemoOptions demo)
    {
        HaOptions options = cluster.CreateOptions();
        options.ReconnectDelay = demo.ReconnectDelay;
        options.Policy = demo.Policy;
        options.FirstChoice = "Random";
        return options;
    }

    /// <summary>The number of the site that a client shows; where there is only 127.0.0.1, ports tell sites apart.</summary>
    public static int IndexOf(this HaCluster cluster, SiteStatus status) => Loopback.HasManyAddresses
        ? cluster.Sites.Single(site => site.Name == status.Name).Number
        : cluster.Sites.Single(site => site.EndPoint.Port == status.Port).Number;

    /// <summary>What is done to a site; healing what this returns takes it back.</summary>
    public static Task<HaFault> HarmAsync(this HaSite site, Fault fault) => fault switch
    {
        Fault.Kill => site.KillAsync(),
        Fault.Stop => site.StopAsync(),
        _ => site.FreezeAsync(),
    };
}
