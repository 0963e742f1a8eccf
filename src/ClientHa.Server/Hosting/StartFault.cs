using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace ClientHa.Server.Hosting;

/// <summary>Why a process is no site, in one line for the operator, and its exit code.</summary>
internal sealed record StartFault(string Line, int ExitCode)
{
    /// <summary>Null for an exception that is no operator's affair but a bug.</summary>
    public static StartFault? Of(Exception exception) => exception switch
    {
        OptionsValidationException options => ToldWrong(string.Join("; ", options.Failures) + "."),

        // A configuration file that cannot be read says in the depth what is wrong with it.
        InvalidDataException data => ToldWrong($"{data.Message} {data.GetBaseException().Message}"),
        HaServerException or IOException or SocketException or UnauthorizedAccessException => CannotRun(exception.Message),
        _ => null,
    };

    public static StartFault CannotRun(string message) => new(OneLine(message), 1);

    private static StartFault ToldWrong(string message) => new(OneLine(message), 2);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
