using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace ClientHa.Testing.Processes;

/// <summary>
/// A small shell that kills what is left of our children and removes our temporary directories when we are gone, however we
/// went: its standard input is a pipe of which only we hold the other end, so end-of-file means that we do not live any more.
/// </summary>
/// <remarks>One for each process, started with the first child.</remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class Keeper
{
    // The signals that a terminal sends to the whole group must not end the keeper before us. What it inherited as output
    // is closed, so that nobody who reads our output to its end waits for the keeper. A process that is being killed may still
    // write a file into a directory that is being removed; then the removal is tried again.
    private const string Script = """
        trap '' INT TERM HUP QUIT
        exec >/dev/null 2>&1
        pids=' '
        set --
        while IFS=' ' read -r verb what; do
          case $verb in
            add) pids="$pids$what " ;;
            remove) case $pids in *" $what "*) pids="${pids%% $what *} ${pids#* $what }" ;; esac ;;
            directory) set -- "$@" "$what" ;;
            forget) for each; do shift; [ "$each" = "$what" ] || set -- "$@" "$each"; done ;;
          esac
        done
        for pid in $pids; do kill -KILL "$pid"; done
        for each; do
          tries=100
          until rm -rf -- "$each" || [ "$((tries -= 1))" = 0 ]; do sleep 0.1; done
        done
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

    /// <summary>From now on the directory is removed when we are gone.</summary>
    /// <exception cref="IOException">The keeper was killed.</exception>
    public void AddDirectory(string path) => Tell("directory", path);

    /// <summary>The directory is removed already.</summary>
    public void ForgetDirectory(string path)
    {
        try
        {
            Tell("forget", path);
        }
        catch (IOException)
        {
            // As above.
        }
    }

    private void Tell(string verb, int processId) => Tell(verb, processId.ToString(CultureInfo.InvariantCulture));

    private void Tell(string verb, string what)
    {
        lock (gate) input.Write($"{verb} {what}\n");
    }
}
