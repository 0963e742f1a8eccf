namespace ClientHa.Core.Failover;

internal enum DecisionKind
{
    /// <summary>Send the call to the site.</summary>
    Attempt,

    /// <summary>Wait for this long, or until the state changes, then ask again with a fresh round.</summary>
    Wait,

    /// <summary>Fail the call: nothing more can be tried in its time.</summary>
    GiveUp,
}
