using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ClientHa.Cli.Commands;

/// <summary>A command whose own help ends with examples; the list of all commands stays short.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>The option for help, which knows of examples.</summary>
    public static HelpOption Help()
    {
        HelpOption option = new();
        option.Action = new HelpWithExamples((SynchronousCommandLineAction)option.Action!);
        return option;
    }

    private void WriteExamples(TextWriter writer)
    {
        writer.WriteLine("Examples:");
        foreach (string example in examples)
            writer.WriteLine($"  {example}");
    }

    private sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        /// <summary>Who asks for help has not made a mistake by giving nothing else.</summary>
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = help.Invoke(parseResult);
            (parseResult.CommandResult.Command as DocumentedCommand)?.WriteExamples(parseResult.InvocationConfiguration.Output);
            return code;
        }
    }
}
