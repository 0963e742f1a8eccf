using Microsoft.Extensions.Options;

namespace ClientHa.Server.Security.Setup;

/// <summary>Takes what was joined into a data directory for what the options leave open, before they are checked.</summary>
internal sealed class JoinedOptions : IPostConfigureOptions<HaServerOptions>
{
    public void PostConfigure(string? name, HaServerOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory) || options.DataDirectory.Contains('\0'))
            return;
        try
        {
            JoinedSite.Read(options.DataDirectory)?.Apply(options);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(HaServerOptions), [exception.Message.TrimEnd('.')]);
        }
    }
}
