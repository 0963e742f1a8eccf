namespace ClientHa.Server.Log;

/// <summary>Takes one record after another.</summary>
/// <param name="index">Its number.</param>
/// <param name="record">Its bytes, good only during the call.</param>
internal delegate void RecordVisitor(long index, ReadOnlySpan<byte> record);
