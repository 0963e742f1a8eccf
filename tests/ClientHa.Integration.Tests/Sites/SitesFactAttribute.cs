using ClientHa.Testing;
using Xunit;

namespace ClientHa.Integration.Tests.Sites;

/// <summary>A test that needs Unix signals and an address of loopback for each site, as on Linux.</summary>
internal sealed class SitesFactAttribute : FactAttribute
{
    public SitesFactAttribute()
    {
        if (OperatingSystem.IsWindows() || !Loopback.HasManyAddresses)
            Skip = "needs Unix signals and several loopback addresses";
    }
}
