using System.Net;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Integration.Tests.Hosting;

/// <summary><c>clientha serve</c> as an operator runs it, with a data directory and a port of its own.</summary>
internal sealed class ServedSite : IAsyncDisposable
{
    private static readonly string ToolFile = Path.Combine(AppContext.BaseDirectory, "ClientHa.Cli.dll");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-serve-");
    private SiteProcess? process;

    private ServedSite()
    {
        // The HTTP port is the one below by default, and must be free, too.
        do Port = FreePort.Find();
        while (!IsFree(Port - 1));
    }

    public int Port { get; }

    /// <summary>Where the tool is started, and finds its configuration file.</summary>
    public string Folder => folder.FullName;

    public string Data => Path.Combine(folder.FullName, "data");

    public SiteProcess Process => process ?? throw new InvalidOperationException("The site has not been started.");

    public static ServedSite Create() => new();

    /// <summary>Starts the tool where no configuration file is.</summary>
    public void Start(params IReadOnlyList<string> arguments) => Start(arguments, new Dictionary<string, string?>());

    public void Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment) =>
        process = SiteProcess.Start(DotnetProgram.Start(ToolFile, ["serve", .. arguments]) with
        {
            WorkingDirectory = folder.FullName,
            Environment = environment,
        });

    /// <summary>Starts a site that ought to serve.</summary>
    public async Task ServeAsync(params IReadOnlyList<string> arguments)
    {
        Start(["--data", Data, "--listen", $"127.0.0.1:{Port}", .. arguments]);
        await SaysAsync("serving");
    }

    public Task SaysAsync(string line) => Process.WaitForLineAsync(said => said == line, HangGuard.Token);

    /// <summary>Waits for the end, and gives the exit code and all that was said.</summary>
    public async Task<(int? ExitCode, string Said)> EndAsync()
    {
        await Process.WaitForExitAsync(HangGuard.Token);

        // Nothing says so, and all that was said is there when the wait for it has failed.
        await Assert.ThrowsAsync<InvalidOperationException>(() => Process.WaitForLineAsync(_ => false, HangGuard.Token));
        return (Process.ExitCode, string.Join('\n', Process.Lines));
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
