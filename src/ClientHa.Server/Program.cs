using ClientHa.Server.Hosting;
using Microsoft.Extensions.Options;

namespace ClientHa.Server;

/// <summary>
/// The site as an executable of its own. In a namespace and internal: the ASP.NET Core SDK makes the Program of top-level statements
/// public, and it would meet that of the application which embeds a site.
/// </summary>
internal static class Program
{
    private const string PrintConfig = "--print-config";

    public static async Task<int> Main(string[] args)
    {
        try
        {
            ServerSettings settings = ServerSettings.Read([.. args.Where(argument => argument != PrintConfig)]);
            return await (args.Contains(PrintConfig)
                ? HaServerHost.PrintConfigurationAsync(settings, Console.Out, Console.Error)
                : HaServerHost.RunAsync(settings, Console.Out, Console.Error)).ConfigureAwait(false);
        }
        catch (OptionsValidationException exception)
        {
            await Console.Error.WriteLineAsync(string.Join("; ", exception.Failures) + ".").ConfigureAwait(false);
            return 2;
        }
    }
}
