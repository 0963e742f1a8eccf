namespace ClientHa.Testing.Host;

/// <summary>Starts clusters of both kinds, says what is theirs, and waits to be killed: for the test that nothing is left.</summary>
internal static class ClusterOwner
{
    public static async Task<int> RunAsync()
    {
        await using HaCluster inProcess = await HaCluster.StartAsync(2);
        await using HaCluster processes = await HaCluster.StartAsync(2, options => options.Processes = true);
        await processes[1].FreezeAsync();
        foreach (HaSite site in processes.Sites) Console.WriteLine($"process {site.ProcessId}");
        foreach (HaSite site in (HaSite[])[inProcess[0], processes[0]]) Console.WriteLine($"directory {Path.GetDirectoryName(site.Directory)}");
        Console.WriteLine("ready");
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }
}
