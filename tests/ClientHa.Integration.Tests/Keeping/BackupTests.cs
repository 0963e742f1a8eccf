using ClientHa.Integration.Tests.Cli;
using ClientHa.Integration.Tests.Replication;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Keeping;

/// <summary>A backup of a site that is written to, and what can be made of it.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-backup-");
    private ReplicatedSites sites = null!;

    private string FileName => Path.Combine(folder.FullName, "backup");

    public async Task InitializeAsync() => sites = await ReplicatedSites.CreateAsync(3);

    public async Task DisposeAsync()
    {
        await sites.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [SitesFact]
    public async Task A_backup_that_is_taken_under_load_is_restored_as_a_cluster_of_its_own_that_others_join()
    {
        await sites[0].ServeAsync();
        DocumentsClient client = sites.ConnectTo(0);
        await client.PutAsync("kept", "1");
        await client.PutAsync("deleted", "2");
        await client.DeleteAsync("deleted");
        await using (AcknowledgedWrites writes = AcknowledgedWrites.Start([client]))
        {
            await writes.WaitForAsync(200);
            await BackUpAsync();
            await writes.WaitForAsync(50);
            Assert.Equal("serving", sites[0].Process.Lines[^1]);
        }
        string old = (await sites[0].StatusAsync()).Cluster;

        CliRun restore = await CliRun.OfAsync("restore", FileName, "--data", sites[1].Data, "--site", "1");
        Assert.Equal((0, ""), (restore.ExitCode, restore.Error));
        Assert.Contains("as site 1 of the new cluster ", restore.Output, StringComparison.Ordinal);
        await sites[1].ServeAsync();
        DocumentsClient restored = sites.ConnectTo(1);
        Assert.Equal(("1", null), ((await restored.GetAsync("kept"))?.Text, await restored.GetAsync("deleted")));
        Assert.True((await sites[1].StatusAsync()).Documents > 200);
        Assert.NotEqual(old, (await sites[1].StatusAsync()).Cluster);

        // It is a cluster like any other: it takes writes, restarts, and is joined.
        await restored.PutAsync("after", "3");
        await sites[1].Process.StopAsync(HangGuard.Token);
        await sites[1].ServeAsync();
        await sites[2].ServeAsync(sites.Peer(1));
        await sites[1].WaitForLinkAsync(sites[2], ReplicationState.Good);
        Assert.Equal("3", (await sites.ConnectTo(2).GetAsync("after"))?.Text);
        SiteStatusReport[] both = await Task.WhenAll(sites[1].StatusAsync(), sites[2].StatusAsync());
        Assert.Equal((both[0].Digest, both[0].Documents), (both[1].Digest, both[1].Documents));
    }

    [SitesFact]
    public async Task A_site_that_does_not_run_is_backed_up_from_its_directory()
    {
        await sites[0].ServeAsync();
        await sites.ConnectTo(0).PutAsync("kept", "1");
        (await CliRun.OfAsync("backup", FileName, "--data", sites[0].Data)).AssertFails(1, $"is in use by process {sites[0].Process.Id}");
        (await CliRun.OfAsync("backup", FileName, "--data", sites[1].Data)).AssertFails(1, sites[1].Data);
        (await CliRun.OfAsync("backup", FileName, "--data", sites[0].Data, "--url", $"grpc://{sites[0].Grpc}")).AssertFails(2, "--data and --url are both given");
        await sites[0].KillAsync();

        CliRun run = await CliRun.OfAsync("backup", FileName, "--data", sites[0].Data);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal([FileName], Directory.GetFiles(folder.FullName));
        await CliRun.OfAsync("restore", FileName, "--data", sites[1].Data, "--site", "1");
        await sites[1].ServeAsync();
        Assert.Equal("1", (await sites.ConnectTo(1).GetAsync("kept"))?.Text);
    }

    // A cursor of the old cluster says nothing of the restored one, which lacks what its client has seen.
    [SitesFact]
    public async Task A_watch_of_the_old_cluster_begins_anew_in_the_restored_one()
    {
        await sites[0].ServeAsync();
        DocumentsClient client = sites.ConnectTo(0);
        await client.PutAsync("before", "1");
        await BackUpAsync();
        await client.PutAsync("lost", "2");
        WatchCursor? cursor = null;
        await foreach (DocumentChange change in client.WatchAsync("", new WatchOptions(), HangGuard.Token))
        {
            cursor = change.Cursor;
            if (change.Key == "lost")
                break;
        }

        await CliRun.OfAsync("restore", FileName, "--data", sites[1].Data, "--site", "1");
        await sites[1].ServeAsync();
        List<string> seen = [];
        await foreach (DocumentChange change in sites.ConnectTo(1).WatchAsync("", new WatchOptions { Cursor = cursor }, HangGuard.Token))
        {
            seen.Add(change.Key);
            break;
        }
        Assert.Equal(["before"], seen);
    }

    [SitesFact]
    public async Task A_member_of_the_old_cluster_is_not_taken_for_one_of_the_restored_one()
    {
        await sites[0].ServeAsync();
        await BackUpAsync();
        await CliRun.OfAsync("restore", FileName, "--data", sites[1].Data, "--site", "1");

        await sites[1].ServeAsync(sites.Peer(0));
        LinkReport link = await sites[1].WaitForLinkAsync(sites[0], ReplicationState.Refused);
        Assert.Contains("two clusters are never merged", link.LastBadReason, StringComparison.Ordinal);
    }

    [SitesFact]
    public async Task What_is_no_backup_and_what_is_no_empty_directory_is_refused()
    {
        await sites[0].ServeAsync();
        await BackUpAsync();
        (await CliRun.OfAsync("restore", FileName, "--data", sites[0].Data, "--site", "0")).AssertFails(1, $"is in use by process {sites[0].Process.Id}");
        await sites[0].Process.StopAsync(HangGuard.Token);
        (await CliRun.OfAsync("restore", FileName, "--data", sites[0].Data, "--site", "0")).AssertFails(1, "belongs to site 0 already");
        (await CliRun.OfAsync("restore", FileName, "--data", sites[1].Data, "--site", "256")).AssertFails(2, "--site 256 is out of range");

        byte[] bytes = await File.ReadAllBytesAsync(FileName);
        await File.WriteAllBytesAsync(FileName, bytes[..^5]);
        (await CliRun.OfAsync("restore", FileName, "--data", sites[1].Data, "--site", "1")).AssertFails(1, FileName, "expected a part or the end");
        Assert.False(Directory.Exists(sites[1].Data));
    }

    // The state is larger than what is under way at once.
    [SitesFact]
    public async Task Large_documents_are_in_a_backup_byte_for_byte()
    {
        await sites[0].ServeAsync();
        DocumentsClient client = sites.ConnectTo(0);
        byte[] large = new byte[1 << 20];
        new Random(1).NextBytes(large);
        for (int i = 0; i < 5; i++)
            await client.PutAsync($"large/{i}", large);
        await BackUpAsync();
        await CliRun.OfAsync("restore", FileName, "--data", sites[1].Data, "--site", "1");
        await sites[1].ServeAsync();

        Assert.Equal(large, (await sites.ConnectTo(1).GetAsync("large/4"))!.Value.ToArray());
    }

    [SitesFact]
    public async Task A_backup_that_fails_leaves_the_one_that_was_there()
    {
        await File.WriteAllTextAsync(FileName, "the one before");
        CliRun run = await CliRun.OfAsync("backup", FileName, "--url", $"grpc://{sites[0].Grpc}", "--timeout", "1");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["the one before"], Directory.GetFiles(folder.FullName).Select(File.ReadAllText));
    }

    private async Task BackUpAsync()
    {
        CliRun run = await CliRun.OfAsync("backup", FileName, "--url", $"grpc://{sites[0].Grpc}");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches("documents and deletions, [0-9,]+ bytes\n$", run.Output);
        Assert.Equal([FileName], Directory.GetFiles(folder.FullName));
    }
}
