using ClientHa.Testing.Processes;

namespace ClientHa.Samples;

/// <summary>What runs at a site, and the line by which it says that it is ready.</summary>
internal sealed record SiteProgram(Func<SitePlace, SiteProcessStart> Start, string Ready);
