using System.CommandLine;
using ClientHa.Services;

namespace ClientHa.Cli.Commands;

/// <summary>What put and delete have in common: their conditions, and what they print.</summary>
internal sealed class WriteOptions
{
    private readonly Option<string?> version = new("--if-version")
    {
        Description = "Only if the document has this version, as get --json and put print it.",
        HelpName = "VERSION",
    };

    private readonly Option<bool> absent = new("--if-absent") { Description = "Only if there is no such document." };

    private readonly Option<bool> anyPeer = new("--any-peer")
    {
        Description = "Acknowledged when another site has it, too; where none has it within a second, it is said.",
    };

    public static WriteOptions AddTo(Command command, bool canBeAbsent)
    {
        WriteOptions options = new();
        command.Add(options.version);
        if (canBeAbsent)
            command.Add(options.absent);
        command.Add(options.anyPeer);
        return options;
    }

    public WriteCondition? Condition(ParseResult parsed)
    {
        string? text = parsed.GetValue(version);
        bool isAbsent = parsed.GetValue(absent);
        if (text is not null && isAbsent)
            throw new UsageException("--if-version and --if-absent cannot both hold: leave one of them out.");
        return isAbsent ? WriteCondition.IfAbsent : text is null ? null : WriteCondition.IfVersion(DocumentVersion.Parse(text));
    }

    /// <summary>A client whose writes are as safe as is asked for.</summary>
    public DocumentsClient Client(SiteOptions sites, ParseResult parsed, Terminal terminal)
    {
        ServiceClientOptions calls = sites.Calls(parsed, terminal);
        calls.WriteConcern = parsed.GetValue(anyPeer) ? WriteConcern.AnyPeer : WriteConcern.Local;
        return new DocumentsClient(sites.Sites(parsed, terminal), calls);
    }

    /// <summary>Prints the version that was written.</summary>
    public static void Print(WriteResult result, Terminal terminal)
    {
        terminal.Out.WriteLine(result.Version);
        if (result.IsSuperseded)
            terminal.Fail("The write was accepted, and has lost to a concurrent one with a greater version.");
        if (result.IsUnconfirmed)
            terminal.Fail("The write was accepted, and no other site had it in time.");
    }
}
