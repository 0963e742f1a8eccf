namespace ClientHa.Server.Tests.Log;

/// <summary>One step of a history; the number says which, where or how much.</summary>
internal sealed record ModelStep(ModelStepKind Kind, int Number);
