using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace ClientHa.Testing.Processes;

/// <summary>
/// A small shell that kills what is left of our children when we are gone, however we went: its standard input is a pipe of
/// which only we hold the other end, so end-of-file means that we do not live any more.
/// </summary>
/// <remarks>One for each process, started with the first child.</remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class Keeper
{
    // The signals that a terminal sends to the whole group must not end the keeper before us. What it inherited as output
    // is closed, so that nobody who reads our output to its end waits for the keeper.
    private const string Script = """
        trap '' INT TERM HUP QUIT
        exec >/dev/null 2>&1
        pids=' '
        while read -r verb pid; do
          case $verb in
            add) pids="$pids$pid " ;;
            remove) case $pids in *" $pid "*) pids="${pids%% $pid *} ${pids#* $pid }" ;; esac ;;
          esac
        done
        for pid in $pids; do kill -KILL "$pid"; done
        """;

    private static readonly Lazy<Keeper> Shared = new(() => new Keeper());

    private readonly Lock gate = new();
    private readonly StreamWriter input;

    private Keeper()
    {
        // The runtime opens pipes with close-on-exec, so no other child inherits our end.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        using Process shell = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
        input = shell.StandardInput;
        input.AutoFlush = true;
    }

    public static Keeper Instance => Shared.Value;

    /// <summary>From now on the process dies with us.</summary>
    /// <exception cref="IOException">The keeper was killed.</exception>
    public void Add(int processId) => Tell("add", processId);

    /// <summary>The process has ended, and its id may soon be that of another.</summary>
    public void Remove(int processId)
    {
        try
        {
            Tell("remove", processId);
        }
        catch (IOException)
        {
            // The keeper was killed, and will kill nobody any more.
        }
    }

    private void Tell(string verb, int processId)
    {
        lock (gate) input.Write(string.Create(CultureInfo.InvariantCulture, $"{verb} {processId}\n"));
    }
}
