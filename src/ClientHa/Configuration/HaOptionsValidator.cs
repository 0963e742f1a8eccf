using Microsoft.Extensions.Options;

namespace ClientHa.Configuration;

/// <summary>Checks options where the host starts, so that a fault is seen before the first call.</summary>
internal sealed class HaOptionsValidator : IValidateOptions<HaOptions>
{
    public ValidateOptionsResult Validate(string? name, HaOptions options)
    {
        Findings findings = new();
        return HaPlanReader.Read(options, findings) is null
            ? ValidateOptionsResult.Fail(findings.Failures)
            : ValidateOptionsResult.Success;
    }
}
