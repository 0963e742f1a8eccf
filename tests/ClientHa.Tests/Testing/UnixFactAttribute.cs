using Xunit;

namespace ClientHa.Tests.Testing;

/// <summary>A test that needs Unix signals or a Unix shell; reported as skipped on Windows.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "needs Unix signals and /bin/sh";
    }
}
