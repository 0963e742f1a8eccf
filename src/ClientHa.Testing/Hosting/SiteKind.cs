using ClientHa.Testing.Network;
using Microsoft.AspNetCore.Builder;

namespace ClientHa.Testing.Hosting;

/// <summary>What the sites of a cluster are.</summary>
/// <param name="PicksItsPort">Whether it says where it listens, and need not be told.</param>
/// <param name="Create">Makes a site that has not begun yet.</param>
internal sealed record SiteKind(bool PicksItsPort, Func<HaSitePlace, SiteLinks, ISiteHost> Create)
{
    public static SiteKind Server(int sites, HaClusterOptions options, ClusterDirectory directory)
    {
        if (!options.Processes)
            return new(true, (place, links) => new ServerHost(place, links, ServerOptionsOfSite.Create(place, sites, options)));
        string runtimeConfig = HostProgram.WriteRuntimeConfig(directory.Path);
        return new(true, (place, _) => new ServerProcessHost(place, ServerOptionsOfSite.Create(place, sites, options), runtimeConfig));
    }

    public static SiteKind Application(
        HaClusterOptions options, Action<WebApplicationBuilder, HaSitePlace> configure, Action<WebApplication, HaSitePlace> map) =>
        options.Processes
            ? throw new NotSupportedException(
                "HaClusterOptions.Processes is not for an application that is given as lambdas, which run in this process: "
                + "build it as a program and give its command line, or leave Processes false.")
            : new(true, (place, links) => new ApplicationHost(place, links, options, configure, map));

    public static SiteKind Program(Func<HaSitePlace, HaSiteProgram> program) =>
        new(false, (place, _) => new ProcessHost(place, program(place)));
}
