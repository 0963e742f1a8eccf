using Microsoft.Extensions.Options;

namespace ClientHa.Server.Hosting;

/// <summary>Checks options where the host starts, so that a fault is seen before the site listens.</summary>
internal sealed class HaServerOptionsValidator : IValidateOptions<HaServerOptions>
{
    public ValidateOptionsResult Validate(string? name, HaServerOptions options)
    {
        Findings findings = new();
        return ServerPlanReader.Read(options, findings) is null
            ? ValidateOptionsResult.Fail(findings.Failures)
            : ValidateOptionsResult.Success;
    }
}
