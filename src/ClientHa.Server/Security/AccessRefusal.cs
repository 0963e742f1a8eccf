namespace ClientHa.Server.Security;

/// <summary>Why a call is not for who makes it.</summary>
/// <param name="IsUnknown">Whether a credential is missing or wrong; else the caller is known, and may not do this.</param>
/// <param name="Reason">A sentence with the remedy. Nothing secret stands in it.</param>
internal sealed record AccessRefusal(bool IsUnknown, string Reason);
