using System.Text;
using ClientHa.Cli;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

/// <summary>A run of <c>clientha</c> in this process, as its shell sees it.</summary>
internal sealed record CliRun(int ExitCode, byte[] Bytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(Bytes);

    /// <summary>The lines of the output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<CliRun> OfAsync(params string[] arguments) => OfAsync([], arguments);

    public static Task<CliRun> OfAsync(Dictionary<string, string> environment, params string[] arguments) =>
        OfAsync(environment, [], HangGuard.Token, arguments);

    public static async Task<CliRun> OfAsync(
        Dictionary<string, string> environment, byte[] input, CancellationToken cancellationToken, params string[] arguments)
    {
        using MemoryStream output = new();
        return await OfAsync(environment, input, output, arguments, cancellationToken);
    }

    /// <summary>A command that goes on until it is interrupted: after this many lines of output.</summary>
    public static async Task<CliRun> UntilAsync(int lines, params string[] arguments)
    {
        using CancellationTokenSource interruption = CancellationTokenSource.CreateLinkedTokenSource(HangGuard.Token);
        using LimitedOutput output = new(lines, interruption);
        return await OfAsync([], [], output, arguments, interruption.Token);
    }

    /// <summary>A failure is one line on standard error, and nothing else.</summary>
    public void AssertFails(int code, params string[] parts)
    {
        Assert.Equal(("", code), (Output, ExitCode));
        Assert.Equal(1, Error.Count(character => character == '\n'));
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
    }

    private static async Task<CliRun> OfAsync(
        Dictionary<string, string> environment, byte[] input, MemoryStream output, string[] arguments, CancellationToken cancellationToken)
    {
        using StringWriter error = new() { NewLine = "\n" };
        Terminal terminal = new(new MemoryStream(input), output, error, environment.GetValueOrDefault, TimeProvider.System);
        int code = await CommandLine.RunAsync(arguments, terminal, cancellationToken);
        return new CliRun(code, output.ToArray(), error.ToString());
    }

    private sealed class LimitedOutput(int lines, CancellationTokenSource interruption) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            if (GetBuffer().AsSpan(0, (int)Length).Count((byte)'\n') >= lines)
                await interruption.CancelAsync();
        }
    }
}
