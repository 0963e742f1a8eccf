using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Hosting;

/// <summary>A command line that is a site.</summary>
internal sealed class ProcessHost(HaSitePlace place, HaSiteProgram program) : ISiteHost
{
    private static readonly TimeSpan LookAgainDelay = TimeSpan.FromMilliseconds(10);

    public string Kind => "a command line";

    public SiteProcess? Process { get; private set; }

    public bool HasEnded => Process is { HasExited: true };

    public async Task<IPEndPoint> StartAsync(CancellationToken cancellationToken)
    {
        if (Process is not null)
            await Process.RestartAsync(cancellationToken).ConfigureAwait(false);
        else
            Process = SiteProcess.Start(new SiteProcessStart
            {
                FileName = program.FileName,
                Arguments = program.Arguments,
                Environment = program.Environment,
                WorkingDirectory = program.WorkingDirectory ?? place.Directory,
            });
        return place.EndPoint;
    }

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => program.Ready is { } ready
        ? Process!.WaitForLineAsync(ready, cancellationToken)
        : WaitUntilItAcceptsAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Process?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task KillAsync() => Process?.KillAsync() ?? Task.CompletedTask;

    public Task FreezeAsync() => Process!.FreezeAsync();

    public Task ThawAsync() => Process!.ThawAsync();

    public ValueTask DisposeAsync() => Process?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>There is nothing to wait for but the next look.</summary>
    private async Task WaitUntilItAcceptsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using Socket socket = new(place.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(place.EndPoint, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (SocketException) when (!Process!.HasExited)
            {
                await Task.Delay(LookAgainDelay, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException e)
            {
                await WaitForLastLinesAsync(cancellationToken).ConfigureAwait(false);
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"'{program.FileName}' has ended with exit code {Process!.ExitCode} before it listened at {place.EndPoint}. Its last lines:")
                    + Environment.NewLine + string.Join(Environment.NewLine, Process.Lines.TakeLast(20)), e);
            }
        }
    }

    /// <summary>The system tells of the end of a process before we have read what it wrote.</summary>
    private async Task WaitForLastLinesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Process!.WaitForOutputAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A child that outlives the program holds the output: what is read by now is told.
        }
    }
}
