using Xunit;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>Tests that share one browser; each has a page of its own.</summary>
[CollectionDefinition(Name)]
public sealed class SharedBrowser : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}
