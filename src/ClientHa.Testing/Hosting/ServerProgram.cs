using System.Diagnostics;
using ClientHa.Server.Hosting;

namespace ClientHa.Testing.Hosting;

/// <summary>What <see cref="ServerProcessHost"/> starts: our server's own host, which besides takes commands by its input.</summary>
internal sealed class ServerProgram(string[] arguments)
{
    private readonly TaskCompletionSource start = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<int> RunAsync(TextReader input)
    {
        // A read of a console's input blocks its thread.
        Thread reading = new(() => Read(input)) { IsBackground = true };
        reading.Start();
        await start.Task.ConfigureAwait(false);
        return await HaServerHost.RunAsync(ServerSettings.Read(arguments), Console.Out, Console.Error).ConfigureAwait(false);
    }

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
            case HostCommand.Start:
                start.TrySetResult();
                break;
        }
    }
}
