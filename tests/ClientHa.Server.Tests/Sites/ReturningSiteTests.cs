using ClientHa.Core.Replication;
using ClientHa.Server.Hosting;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Replication;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Sites;

/// <summary>A site whose disk was rolled back has all that it wrote again, and writes down that its earlier life is over.</summary>
public sealed class ReturningSiteTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-returning-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task Where_its_disk_is_rolled_back_again_it_stops_and_says_what_is_to_be_done()
    {
        Return(new ReplicaId(ReplicaFolder.Id.Value + 2), sequence: 2);
        await using DocumentsSite site = await DocumentsSite.StartAsync(directory);

        ((EmbeddedSite)site.Access).Peers!.Host.RolledBack("the peer has 3 operations of this life", 3);

        string? told = site.Services.GetRequiredService<SiteFault>().Message;
        Assert.Contains("it was rolled back again before it had come back: ", told, StringComparison.Ordinal);
        Assert.Contains("start this site with an empty directory", told, StringComparison.Ordinal);
        await site.StopAsync();
    }

    /// <summary>The directory of a new life, with one operation of the life before.</summary>
    /// <param name="life">The new one.</param>
    /// <param name="sequence">How many there were.</param>
    private void Return(ReplicaId life, ulong sequence = 1)
    {
        using DataDirectory data = DataDirectory.Open(directory.FullName);
        data.WriteMeta(new SiteMeta { Site = 0, Replica = life.Value, Cluster = Guid.NewGuid(), Returning = (ReplicaFolder.Id.Value, sequence) });
        using LogStore store = LogStore.Open(data, () => new Replica(ReplicaFolder.Id, ReplicaRules.Default), out Replica replica);
        ReplicaFolder.Write(store, replica, ReplicaFolder.Put("before"));
    }
}
