namespace ClientHa.Server.Hosting;

/// <summary>An option as it counts.</summary>
/// <param name="Name">As in the configuration's section: <c>DrainPeriod</c>, <c>Tls:Certificate</c>.</param>
/// <param name="Value">As an operator reads it; never a secret.</param>
/// <param name="Source">Where it was said.</param>
internal sealed record EffectiveOption(string Name, string Value, string Source);
