using System.CommandLine;
using System.Text;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

internal static class PutCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> key = new("KEY") { Description = "The document's key." };
        Argument<string?> value = new("VALUE")
        {
            Description = "Its value; - for what comes on standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<FileInfo?> file = new("--file", "-f") { Description = "Take the value from this file.", HelpName = "FILE" };
        DocumentedCommand command = new(
            "put",
            "Writes a document, and prints its version.",
            "clientha put patients/7 Ada",
            "clientha put reports/2030.pdf --file 2030.pdf",
            "date | clientha put now -",
            "clientha put patients/7 Grace --if-version 0c5a...",
            "clientha put patients/7 Ada --any-peer")
        {
            key, value, file,
        };
        WriteOptions write = WriteOptions.AddTo(command, canBeAbsent: true);
        SiteOptions sites = SiteOptions.AddTo(command);
        command.Runs(terminal, async (parsed, cancellationToken) =>
        {
            WriteCondition? condition = write.Condition(parsed);
            using DocumentsClient client = write.Client(sites, parsed, terminal);
            byte[] bytes = await ReadAsync(terminal, parsed.GetValue(value), parsed.GetValue(file), cancellationToken);
            WriteOptions.Print(await client.PutAsync(parsed.GetRequiredValue(key), bytes, condition, cancellationToken), terminal);
            return ExitCode.Good;
        });
        return command;
    }

    private static async Task<byte[]> ReadAsync(Terminal terminal, string? value, FileInfo? file, CancellationToken cancellationToken)
    {
        if ((value is null) == (file is null))
            throw new UsageException("A value is given in one way: as VALUE, with --file FILE, or as - for standard input.");
        if (file is not null)
            return await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        if (value != "-")
            return Encoding.UTF8.GetBytes(value!);
        using MemoryStream bytes = new();
        await terminal.Input.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}
