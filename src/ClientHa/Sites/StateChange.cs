using ClientHa.Core.Failover;

namespace ClientHa.Sites;

/// <summary>The state before and after something happened. Both are the same one when only a connection came to be.</summary>
internal readonly record struct StateChange(FailoverState Old, FailoverState New);
