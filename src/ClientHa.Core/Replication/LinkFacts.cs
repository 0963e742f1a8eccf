namespace ClientHa.Core.Replication;

/// <summary>What a link's state is judged from.</summary>
/// <param name="Connected">Hellos were exchanged and the stream is open.</param>
/// <param name="Fault">Refused or Diverged, where the last exchange ended so.</param>
/// <param name="LastWord">The time since the peer was heard last.</param>
/// <param name="Pending">How many operations one of the two lacks.</param>
/// <param name="LastProgress">The time since some of that went over, in the direction in which it is longer ago; or since there has been anything pending there.</param>
/// <param name="Lag">An upper bound of the age of the oldest of them.</param>
/// <param name="IsSkewed">The clocks differ by more than they may, or operations wait because they are stamped ahead.</param>
internal readonly record struct LinkFacts(
    bool Connected, LinkState? Fault, TimeSpan LastWord, ulong Pending, TimeSpan LastProgress, TimeSpan Lag, bool IsSkewed = false);
