using Xunit;

namespace ClientHa.Integration.Tests.Sites;

/// <summary><see cref="SitesFactAttribute"/>, for a theory.</summary>
internal sealed class SitesTheoryAttribute : TheoryAttribute
{
    public SitesTheoryAttribute() => Skip = new SitesFactAttribute().Skip;
}
