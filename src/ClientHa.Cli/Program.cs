using System.CommandLine;
using ClientHa.Cli.Commands;

RootCommand root = new("Runs a site of ClientHa, and asks sites.") { ServeCommand.Create() };
ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
if (parsed.Errors.Count > 0)
{
    string command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
    await Console.Error.WriteLineAsync($"{parsed.Errors[0].Message} See 'clientha{command} --help'.");
    return 2;
}

// Signals are for the command itself: a site that stops drains first, which takes longer than this library would wait.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
