using ClientHa.Server.Hosting;
using Microsoft.Extensions.Options;

try
{
    return await HaServerHost.RunAsync(ServerSettings.Read(args), Console.Out, Console.Error).ConfigureAwait(false);
}
catch (OptionsValidationException exception)
{
    await Console.Error.WriteLineAsync(string.Join("; ", exception.Failures) + ".").ConfigureAwait(false);
    return 2;
}
