using ClientHa.Core.Failover;

namespace ClientHa.Sites;

/// <summary>The state before and after something happened. Both are the same one when only a connection came to be.</summary>
/// <param name="Old">Before.</param>
/// <param name="New">After.</param>
/// <param name="IsTold">Not so where another directory has taken over, which tells of the sites by itself.</param>
internal readonly record struct StateChange(FailoverState Old, FailoverState New, bool IsTold);
