using System.CommandLine;
using ClientHa.Services;
using Microsoft.Extensions.Options;

namespace ClientHa.Cli.Commands;

/// <summary>Runs what a command does; whatever fails is one line on standard error and an exit code.</summary>
internal static class Guarded
{
    public static void Runs(this Command command, Terminal terminal, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using Interruption interruption = new(cancellationToken);
            return await RunAsync(terminal, () => action(parsed, interruption.Token), interruption.Token);
        });

    private static async Task<int> RunAsync(Terminal terminal, Func<Task<int>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (OptionsValidationException exception)
        {
            terminal.Fail(string.Join("; ", exception.Failures));
            return ExitCode.BadArguments;
        }
        catch (Exception exception) when (exception is UsageException or ArgumentException or FormatException)
        {
            terminal.Fail(Message(exception));
            return ExitCode.BadArguments;
        }
        catch (Exception exception)
        {
            // A person reads this, to whom a stack says nothing.
            terminal.Fail(Message(exception));
            return ExitCode.Failed;
        }
    }

    /// <summary>Without the name of a parameter, which stands in no option.</summary>
    private static string Message(Exception exception) => exception switch
    {
        ArgumentException { ParamName: { } name } => exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),
        HaCallException call => $"{call.StatusName}: {call.Detail}",
        _ => exception.Message,
    };
}
