using Xunit;

namespace ClientHa.Packages.Tests.Packing;

[CollectionDefinition("Packing")]
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "xunit's word for it.")]
public sealed class PackingCollection : ICollectionFixture<PackedFeed>;
