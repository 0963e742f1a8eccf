namespace ClientHa.Server.Replication;

/// <summary>The records that a reader was at are no longer in the log: it needs the state instead.</summary>
internal sealed class RecordsGoneException : Exception;
