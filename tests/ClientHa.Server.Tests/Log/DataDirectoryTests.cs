using ClientHa.Server.Log;
using ClientHa.Server.Tests.Log.Faults;
using ClientHa.Server.Tests.Log.Hosted;
using ClientHa.Testing.Processes;

namespace ClientHa.Server.Tests.Log;

public sealed class DataDirectoryTests : IDisposable
{
    private static readonly SiteMeta Meta = new()
    {
        Site = 1,
        Replica = 0xFEDC_BA98_7654_3210,
        Cluster = new Guid("0192d3a0-1111-7222-8333-444455556666"),
    };

    private readonly string folder = Directory.CreateTempSubdirectory("clientha-data-").FullName;

    private string Data => Path.Combine(folder, "a", "data");

    [Fact]
    public void A_directory_is_made_with_its_parts()
    {
        using DataDirectory directory = DataDirectory.Open(Data);
        Assert.Equal(Data, directory.FullPath);
        Assert.Equal(["lock", "log", "snapshots"], Directory.GetFileSystemEntries(Data).Select(Path.GetFileName).Order());
        Assert.Null(directory.ReadMeta());
    }

    [Fact]
    public void What_is_stored_is_for_the_sites_user_alone_also_where_the_directory_was_there_before()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(Data, ownerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        using DataDirectory directory = DataDirectory.Open(Data);
        Assert.Equal([ownerOnly, ownerOnly], new[] { directory.LogPath, directory.SnapshotsPath }.Select(File.GetUnixFileMode));
    }

    [Fact]
    public void Every_directory_that_was_made_is_made_durable_in_the_one_above()
    {
        var files = new FaultyFiles();
        var flushed = new List<string>();
        files.OnFlushDirectory = flushed.Add;
        using DataDirectory directory = DataDirectory.Open(Data, files);
        Assert.Equal([Path.GetDirectoryName(Data)!, folder, Data], flushed);
    }

    [Fact]
    public void What_was_noted_is_there_in_the_next_life()
    {
        SiteMeta[] metas = [Meta, Meta with { Cluster = null, Joining = true }, Meta with { Site = 0, Replica = 1 }];
        foreach (SiteMeta meta in metas)
        {
            using (DataDirectory directory = DataDirectory.Open(Data)) directory.WriteMeta(meta);
            using (DataDirectory directory = DataDirectory.Open(Data)) Assert.Equal(meta, directory.ReadMeta());
        }
        Assert.False(File.Exists(Path.Combine(Data, "meta.json.tmp")));
    }

    [Fact]
    public void The_note_is_json_that_an_operator_can_read()
    {
        using DataDirectory directory = DataDirectory.Open(Data);
        directory.WriteMeta(Meta);
        Assert.Equal(
            """
            {
              "format": "clientha",
              "formatVersion": 1,
              "site": 1,
              "replica": "fedcba9876543210",
              "cluster": "0192d3a0-1111-7222-8333-444455556666",
              "joining": false
            }

            """,
            File.ReadAllText(Path.Combine(Data, "meta.json")));
    }

    [Fact]
    public void A_note_takes_the_place_of_the_one_before_when_it_is_durable()
    {
        var files = new FaultyFiles();
        using DataDirectory directory = DataDirectory.Open(Data, files);
        directory.WriteMeta(Meta);
        int flushed = 0;
        files.OnFlush = () => Assert.Equal((0, Meta), (flushed++, directory.ReadMeta()));
        files.OnFlushDirectory = path => Assert.Equal((1, Data, 2), (flushed++, path, directory.ReadMeta()?.Site));
        directory.WriteMeta(Meta with { Site = 2 });
        Assert.Equal(2, flushed);

        files.OnFlush = () => throw new IOException("Input/output error");
        Assert.Throws<IOException>(() => directory.WriteMeta(Meta));
        Assert.Equal(2, directory.ReadMeta()?.Site);
    }

    [Fact]
    public void A_note_that_was_not_finished_does_not_count()
    {
        using (DataDirectory directory = DataDirectory.Open(Data)) directory.WriteMeta(Meta);
        File.WriteAllText(Path.Combine(Data, "meta.json.tmp"), "{");
        using DataDirectory again = DataDirectory.Open(Data);
        Assert.Equal(Meta, again.ReadMeta());
    }

    [Fact]
    public void A_directory_that_was_left_before_its_first_note_is_taken()
    {
        DataDirectory.Open(Data).Dispose();
        File.WriteAllText(Path.Combine(Data, "meta.json.tmp"), "{");
        Directory.CreateDirectory(Path.Combine(Data, "lost+found"));
        DataDirectory.Open(Data).Dispose();
    }

    [Fact]
    public void Clearing_removes_records_and_snapshots_and_not_the_note()
    {
        using DataDirectory directory = DataDirectory.Open(Data);
        directory.WriteMeta(Meta);
        using (RecordLog log = RecordLog.Open(directory.LogPath, new RecordLogOptions(), () => [], 0, (_, _) => { }))
            LogFolder.Append(log, batches: 1, recordsPerBatch: 1);
        new SnapshotFiles(directory.SnapshotsPath).Write(1, writer => writer.Add([1]));

        directory.Clear();
        Assert.Empty(Directory.GetFileSystemEntries(directory.LogPath));
        Assert.Empty(Directory.GetFileSystemEntries(directory.SnapshotsPath));
        Assert.Equal(Meta, directory.ReadMeta());
    }

    [Fact]
    public void A_second_holder_in_the_same_process_is_refused()
    {
        using (DataDirectory.Open(Data)) AssertRefused($"is in use by process {Environment.ProcessId}", "stop that one");
        DataDirectory.Open(Data).Dispose();
    }

    [Fact]
    public async Task A_second_process_is_refused_until_the_first_is_gone()
    {
        await using SiteProcess process = SiteProcess.Start(HostedLog.Start("lock", Data));
        await process.WaitForLineAsync(line => line == "locked");
        AssertRefused($"is in use by process {process.Id}", "stop that one");

        await process.KillAsync();
        using DataDirectory directory = DataDirectory.Open(Data);
        await process.RestartAsync();
        string refusal = await process.WaitForLineAsync(_ => true);
        Assert.Contains($"is in use by process {Environment.ProcessId}", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_was_told_not_to_lock_files_locks_this_one()
    {
        SiteProcessStart start = HostedLog.Start("lock", Data) with
        {
            Environment = new Dictionary<string, string?> { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1" },
        };
        using DataDirectory directory = DataDirectory.Open(Data);
        await using SiteProcess process = SiteProcess.Start(start);
        string refusal = await process.WaitForLineAsync(_ => true);
        Assert.Contains($"is in use by process {Environment.ProcessId}", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_not_a_directory()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Data)!);
        File.WriteAllText(Data, "");
        AssertRefused("is not a directory", "name a directory");
    }

    [Fact]
    public void A_path_below_a_file_is_not_a_directory()
    {
        File.WriteAllText(Path.Combine(folder, "a"), "");
        AssertRefused("is not a directory", "name a directory");
    }

    [Fact]
    public void A_directory_in_which_nobody_can_write_is_refused()
    {
        string path = OperatingSystem.IsLinux() ? "/proc/clientha" : "/dev/null/clientha";
        DataDirectoryException e = Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(path));
        AssertOneLine(e, path);
    }

    [Fact]
    public void A_directory_with_something_else_in_it_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "thesis.doc"), "");
        AssertRefused("is not ClientHa's: it has no meta.json, but 'thesis.doc'", "name an empty directory");
        Assert.Single(Directory.GetFileSystemEntries(Data));
    }

    [Fact]
    public void Records_without_a_note_are_refused()
    {
        using (DataDirectory directory = DataDirectory.Open(Data)) File.WriteAllText(Path.Combine(directory.LogPath, "x"), "");
        AssertRefused("is not ClientHa's: it has no meta.json, but 'log'", "name an empty directory");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"clientha\"")]
    [InlineData("""{ "name": "another program's", "version": 1 }""")]
    [InlineData("""{ "format": "clientha", "formatVersion": 1, "site": 0, "replica": "12", "cluster": null, "joining": false }""")]
    [InlineData("""{ "format": "clientha", "formatVersion": 1, "site": "0", "replica": "0000000000000001", "cluster": null, "joining": false }""")]
    [InlineData("""{ "format": "clientha", "formatVersion": 1, "site": 0, "replica": "0000000000000001", "cluster": 7, "joining": false }""")]
    public void Another_programs_note_is_refused_and_its_directory_left_alone(string content)
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "meta.json"), content);
        AssertRefused("its meta.json is of something else or damaged", "name another directory");
        Assert.Single(Directory.GetFileSystemEntries(Data));
    }

    [Fact]
    public void A_later_format_is_refused()
    {
        using (DataDirectory directory = DataDirectory.Open(Data)) directory.WriteMeta(Meta with { FormatVersion = 2 });
        AssertRefused("has format version 2, and this program knows up to 1", "start the version of ClientHa that wrote it");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void AssertOneLine(DataDirectoryException e, string path)
    {
        Assert.DoesNotContain('\n', e.Message);
        Assert.StartsWith($"The data directory '{path}' ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
        Assert.Equal(path, e.Path);
    }

    private void AssertRefused(string cause, string remedy)
    {
        DataDirectoryException e = Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(Data));
        AssertOneLine(e, Data);
        Assert.Contains(cause, e.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, e.Message, StringComparison.Ordinal);
    }
}
