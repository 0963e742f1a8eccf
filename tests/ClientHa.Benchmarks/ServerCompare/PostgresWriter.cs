using ClientHa.Benchmarks.Writes;
using Npgsql;
using NpgsqlTypes;

namespace ClientHa.Benchmarks.ServerCompare;

/// <summary>A connection to one server, with a prepared statement.</summary>
internal sealed class PostgresWriter(NpgsqlConnection connection) : IWriter
{
    private const string Upsert = "INSERT INTO documents (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

    // A connection does one thing at a time, and a paced client may write again before its last write is acknowledged.
    private readonly SemaphoreSlim turn = new(1);

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> value)
    {
        await turn.WaitAsync();
        try
        {
            await using NpgsqlCommand command = new(Upsert, connection);
            command.Parameters.Add(new() { Value = key });
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = NpgsqlDbType.Bytea });
            await command.ExecuteNonQueryAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        turn.Dispose();
    }
}
