namespace ClientHa;

/// <summary>
/// What a single request says of itself to the failover, in its <see cref="HttpRequestMessage.Options"/>. It goes before what
/// <see cref="HaOptions"/> says of the method.
/// </summary>
public static class HaRequestOptions
{
    /// <summary>
    /// "ClientHa.Idempotent": whether the request may be executed twice without harm, and so be sent to another site where its outcome
    /// is unknown. Where it is not set: <see cref="HaOptions.IdempotentMethods"/>, an <c>idempotency-key</c> header, and the verb
    /// (RFC 9110, section 9.2.2).
    /// </summary>
    public static readonly HttpRequestOptionsKey<bool> Idempotent = new("ClientHa.Idempotent");

    /// <summary>
    /// "ClientHa.WaitForReady": whether the request waits for a site for as long as it takes: to its deadline, or until it is cancelled
    /// where it has none. Where it is not set: <see cref="HaOptions.WaitForReadyMethods"/>.
    /// </summary>
    public static readonly HttpRequestOptionsKey<bool> WaitForReady = new("ClientHa.WaitForReady");
}
