using System.Text.RegularExpressions;
using ClientHa.Services;
using ClientHa.Testing.Tests.Network;

namespace ClientHa.Testing.Tests.Kernel;

/// <summary>Two sites as processes, a client, and a fault of the first site's network: what comes of its calls.</summary>
internal static class Course
{
    /// <summary>How long a site was silent before its client noticed is the machine's matter.</summary>
    private static readonly Regex Seconds = new(@"[\d.]+ s\b");

    /// <summary>A line for each call: what its caller got, and what came of each attempt.</summary>
    public static async Task<string[]> RunAsync(NetworkFault fault, bool byKernel)
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, options => options.Processes = true, HangGuard.Token);
        HaHttpHandler handler = cluster.CreateHandler();
        using DocumentsClient documents = new(handler);

        // What is refused is a connect, so that there must be none before.
        if (fault != NetworkFault.Refuse)
            await documents.GetAsync("key", HangGuard.Token);
        await using IAsyncDisposable? inForce = await BeginAsync(fault, cluster, byKernel);
        if (fault == NetworkFault.Reset)
            await ResetDuringACallAsync(cluster, documents, byKernel);
        for (int i = 0; i < 2; i++)
            await documents.GetAsync("key", HangGuard.Token);
        return [.. cluster.History.Calls.Select(Line)];
    }

    private static string Line(HaCall call) =>
        $"{call.Outcome}: {string.Join(", ", call.Attempts.Select(attempt => $"{attempt.Site} {Seconds.Replace(attempt.Outcome!, "some s")}"))}";

    private static async Task<IAsyncDisposable?> BeginAsync(NetworkFault fault, HaCluster cluster, bool byKernel)
    {
        HaSite site = cluster[0];
        HaDirection direction = fault switch
        {
            NetworkFault.BlackholeToSite => HaDirection.ToSite,
            NetworkFault.BlackholeFromSite => HaDirection.FromSite,
            _ => HaDirection.Both,
        };
        return fault switch
        {
            // Its answer is under way for so long that the reset meets the call.
            NetworkFault.Reset => await site.DelayAsync(TimeSpan.FromHours(1), HaDirection.FromSite),
            NetworkFault.Refuse => byKernel ? await KernelFault.RefuseAsync(site.EndPoint) : await site.RefuseAsync(),
            _ => byKernel ? await KernelFault.BlackholeAsync(site.EndPoint, direction) : await site.BlackholeAsync(direction),
        };
    }

    private static async Task ResetDuringACallAsync(HaCluster cluster, DocumentsClient documents, bool byKernel)
    {
        Task call = documents.GetAsync("key", HangGuard.Token);
        await Healthy.RoundTripAsync();
        if (byKernel)
            await KernelFault.ResetAsync(cluster[0].EndPoint);
        else
            await cluster[0].ResetAsync();
        await call;
    }
}
