using System.CommandLine;
using System.CommandLine.Parsing;
using ClientHa.Cli.Commands;

namespace ClientHa.Cli;

/// <summary>The commands. Each is a file of its own, and a line here.</summary>
internal static class CommandLine
{
    /// <remarks>No <see cref="RootCommand"/>, which would be called like the program's file.</remarks>
    public static Command Create(Terminal terminal) => new("clientha", "Runs a site of ClientHa, and asks sites.")
    {
        DocumentedCommand.Help(),
        new VersionOption(),
        ServeCommand.Create(),
        InitCommand.Create(terminal),
        JoinCommand.Create(terminal),
        CertCommand.Create(terminal),
        TokenCommand.Create(terminal),
        GetCommand.Create(terminal),
        PutCommand.Create(terminal),
        DeleteCommand.Create(terminal),
        ListCommand.Create(terminal),
        WatchCommand.Create(terminal),
        AddCommand.Create(terminal),
        CounterCommand.Create(terminal),
        ConflictsCommand.Create(terminal),
        StatusCommand.Create(terminal),
        SitesCommand.Create(terminal),
        DrainCommand.Create(terminal),
        ExportCommand.Create(terminal),
        ImportCommand.Create(terminal),
        BackupCommand.Create(terminal),
        RestoreCommand.Create(terminal),
        LogCommand.Create(terminal),
        SimulateCommand.Create(terminal),
    };

    /// <returns>The exit code: 0, 1 for what failed, 2 for bad arguments, 130 for an interruption.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        ParseResult parsed = Create(terminal).Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            string command = PathOf(parsed.CommandResult, parsed.RootCommandResult);
            // What is there too much says more than what is therefore missing.
            bool IsTooMuch(ParseError error) => parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
            ParseError fault = parsed.Errors.FirstOrDefault(IsTooMuch) ?? parsed.Errors[0];
            terminal.Fail($"{fault.Message} See 'clientha{command} --help'.");
            return ExitCode.BadArguments;
        }
        InvocationConfiguration configuration = new()
        {
            EnableDefaultExceptionHandler = false,
            Output = terminal.Immediate,
            Error = terminal.Error,

            // Signals are for the command itself: a site that stops drains first, which takes longer than the library would wait.
            ProcessTerminationTimeout = null,
        };
        int code = await parsed.InvokeAsync(configuration, cancellationToken);
        await terminal.Out.FlushAsync(CancellationToken.None);
        return code;
    }

    /// <summary>How a command is called, with a blank before each word: <c> log verify</c>.</summary>
    private static string PathOf(CommandResult command, CommandResult root) =>
        command == root ? "" : $"{PathOf((CommandResult)command.Parent!, root)} {command.Command.Name}";
}
