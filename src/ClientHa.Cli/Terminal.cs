using System.Text;

namespace ClientHa.Cli;

/// <summary>What a command reads from and writes to.</summary>
internal sealed class Terminal
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Stream output;

    public Terminal(Stream input, Stream output, TextWriter error, Func<string, string?> variable, TimeProvider timeProvider)
    {
        Input = input;
        this.output = output;
        Out = new StreamWriter(output, Utf8, leaveOpen: true) { NewLine = "\n" };
        Immediate = TextWriter.Synchronized(new StreamWriter(output, Utf8, leaveOpen: true) { NewLine = "\n", AutoFlush = true });
        Error = error;
        Variable = variable;
        TimeProvider = timeProvider;
    }

    public Stream Input { get; }

    /// <summary>Kept back until it is flushed.</summary>
    public TextWriter Out { get; }

    /// <summary>The same output, for who writes little and wants it seen at once. Not both in one command.</summary>
    public TextWriter Immediate { get; }

    public TextWriter Error { get; }

    /// <summary>Whether a person reads the output.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether that person wants colours: see https://no-color.org.</summary>
    public bool IsColoured => IsInteractive && string.IsNullOrEmpty(Variable("NO_COLOR"));

    /// <summary>The environment.</summary>
    public Func<string, string?> Variable { get; }

    public TimeProvider TimeProvider { get; }

    public static Terminal OfProcess() => new(
        Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error, Environment.GetEnvironmentVariable, TimeProvider.System)
    {
        IsInteractive = !Console.IsOutputRedirected,
    };

    /// <summary>Bytes as they are, behind all that was written before.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await Out.FlushAsync(cancellationToken);
        await output.WriteAsync(bytes, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>One line on standard error.</summary>
    public void Fail(string message) => Error.WriteLine(Words.OnOneLine(message));
}
