namespace ClientHa.Testing.Processes;

/// <summary>Some lines, the number of the line after them, and what ends when there are more.</summary>
internal sealed record LinePage(string[] Lines, long Next, bool IsComplete, Task Changed);
