namespace ClientHa.Testing.Faults;

/// <summary>One fault that is in force at one place.</summary>
internal interface IHold
{
    /// <summary>Ends when it has no effect any more. Nothing happens the second time.</summary>
    Task ReleaseAsync();
}
