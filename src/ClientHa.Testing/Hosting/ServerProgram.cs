using System.Diagnostics;
using System.Text.Json;
using ClientHa.Server.Hosting;
using ClientHa.Server.Log;
using ClientHa.Testing.Clocks;
using ClientHa.Testing.Disk;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Testing.Hosting;

/// <summary>What <see cref="ServerProcessHost"/> starts: our server's own host, which besides takes commands by its input.</summary>
internal sealed class ServerProgram(string[] arguments)
{
    private readonly FaultyClock clock = new(TimeProvider.System);
    private readonly FaultyDisk disk = new(TimeProvider.System);
    private readonly TaskCompletionSource start = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<int> RunAsync(TextReader input)
    {
        // A read of a console's input blocks its thread.
        Thread reading = new(() => Read(input)) { IsBackground = true };
        reading.Start();
        await start.Task.ConfigureAwait(false);
        return await HaServerHost.RunAsync(ServerSettings.Read(arguments), Console.Out, Console.Error, AddMachine).ConfigureAwait(false);
    }

    private void AddMachine(IServiceCollection services) =>
        services.AddSingleton<TimeProvider>(clock).AddSingleton<ISyncedFiles>(disk);

    private void Read(TextReader input)
    {
        while (input.ReadLine() is { } line)
        {
            if (HostCommand.Parse(line) is not { } command)
                continue;
            Carry(command);
            Console.Out.WriteLine(command.Done);
            Console.Out.Flush();
        }

        // Whoever has ordered this site is gone, and it goes as it would by the keeper's hand.
        Process.GetCurrentProcess().Kill();
    }

    private void Carry(HostCommand command)
    {
        switch (command.Verb)
        {
            case HostCommand.Disk:
                disk.Set(JsonSerializer.Deserialize<DiskFaults>(command.Value)!);
                break;
            case HostCommand.Clock:
                clock.Set(JsonSerializer.Deserialize<ClockFaults>(command.Value)!);
                break;
            case HostCommand.Start:
                start.TrySetResult();
                break;
        }
    }
}
