using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>What a backup of a virtual machine does to a site when it is put back.</summary>
internal static class RolledBackDisk
{
    /// <summary>Writes at site 1, which stops, and puts its directory back to how it was before the last of it; site 0 has all of it.</summary>
    /// <returns>The life that it had.</returns>
    public static async Task<string> OfSiteOneAsync(ReplicatedSites sites)
    {
        await WriteAsync(sites, "early");
        string replica = (await sites[1].StatusAsync()).Replica, backup = $"{sites[1].Data}.backup";
        await sites[1].StopAsync();
        Copy(sites[1].Data, backup);
        await sites[1].RestartAsync();
        for (int write = 0; write < 3; write++)
            await WriteAsync(sites, "late");
        await sites[1].StopAsync();
        Directory.Delete(sites[1].Data, recursive: true);
        Directory.Move(backup, sites[1].Data);
        return replica;
    }

    private static async Task WriteAsync(ReplicatedSites sites, string key)
    {
        DocumentVersion version = (await sites.ConnectTo(1).PutAsync(key, key, null, HangGuard.Token)).Version;
        await Eventually.UntilAsync(
            async () => (await sites.ConnectTo(0).GetAsync(key, HangGuard.Token))?.Version == version, () => $"site 0 has not got {key}");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string directory in Directory.GetDirectories(from))
            Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
    }
}
