namespace ClientHa.Server.Tests.Security;

/// <summary>For tests that measure the memory of the process: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
