using System.Globalization;
using ClientHa.Testing.Processes;

namespace ClientHa.Server.Tests.Log.Hosted;

/// <summary>A disk in memory that only the processes see which are started here, and whose state a test changes while they run.</summary>
internal sealed class DiskNamespace : IAsyncDisposable
{
    private readonly SiteProcess holder;
    private readonly string path;

    private DiskNamespace(SiteProcess holder, string path) => (this.holder, this.path) = (holder, path);

    /// <summary>Mounts a disk of a size such as <c>64m</c> at a path.</summary>
    public static async Task<DiskNamespace> MountAsync(string size, string path, CancellationToken cancellationToken)
    {
        SiteProcess holder = SiteProcess.Start(
            SmallDisk.Run(size, path, new SiteProcessStart { FileName = "sh", Arguments = ["-c", "echo mounted; exec cat"] }) with { HasInput = true });
        await holder.WaitForLineAsync(line => line == "mounted", cancellationToken);
        return new(holder, path);
    }

    /// <summary>A program that sees the disk.</summary>
    public SiteProcessStart Enter(SiteProcessStart program) => program with
    {
        FileName = "nsenter",
        Arguments = ["-t", holder.Id.ToString(CultureInfo.InvariantCulture), "-U", "-m", "--preserve-credentials", program.FileName, .. program.Arguments],
    };

    /// <summary>Lets the disk take writes or not; there must be none under way.</summary>
    public async Task RemountAsync(string options, CancellationToken cancellationToken)
    {
        await using SiteProcess mount = SiteProcess.Start(
            Enter(new SiteProcessStart { FileName = "mount", Arguments = ["-o", $"remount,{options}", path] }));
        await mount.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, mount.ExitCode);
    }

    /// <summary>Takes all the room that there is.</summary>
    public void Fill()
    {
        using FileStream filler = new(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[64 << 10];
        try
        {
            while (true) filler.Write(block);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Gives it back.</summary>
    public void MakeRoom() => File.Delete(Filler);

    public ValueTask DisposeAsync() => holder.DisposeAsync();

    private string Filler => $"/proc/{holder.Id}/root{path}/filler";
}
