using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Network;
using ClientHa.Benchmarks.Writes;
using Npgsql;

namespace ClientHa.Benchmarks.ServerCompare;

/// <summary>
/// Two servers of PostgreSQL, replicated by Bucardo, multi-master: a table of documents with a primary key. What Bucardo writes for the
/// measured keys is told by a trigger, which costs the writers nothing.
/// </summary>
internal sealed class BucardoStore : IStore
{
    private const string Schema = """
        CREATE TABLE documents (key text PRIMARY KEY, value bytea NOT NULL);
        CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_notify('seen', NEW.key || ' ' || encode(substring(NEW.value FROM 1 FOR 8), 'hex')); RETURN NULL; END $$;
        CREATE TRIGGER tell AFTER INSERT OR UPDATE ON documents FOR EACH ROW
          WHEN (NEW.key NOT LIKE 'closed/%') EXECUTE FUNCTION tell();
        ALTER TABLE documents ENABLE REPLICA TRIGGER tell;
        """;

    private readonly TemporaryFolder folder = TemporaryFolder.Create("bucardo");
    private readonly PostgresServer[] servers;
    private readonly BucardoDaemon daemon;

    private BucardoStore()
    {
        servers = [new(folder.In("site0")), new(folder.In("site1"))];
        daemon = new(folder.In("daemon"), servers);
    }

    public static IReadOnlyList<(string Command, string Package)> Needs { get; } =
    [
        ($"{PostgresServer.Binaries}/postgres --version", "postgresql-15"),
        ("bucardo --version", "bucardo"),
        ("ls /usr/lib/postgresql/15/lib/plperl.so", "postgresql-plperl-15"),
    ];

    public static async Task<IStore> StartAsync(bool isTuned)
    {
        BucardoStore store = new();
        try
        {
            // The server's user must come to its own directory in it.
            await Command.RunAsync("chmod", "755", store.folder.Path);
            foreach (PostgresServer server in store.servers)
            {
                await server.StartAsync();
                await server.ExecuteAsync(Schema);
            }
            await store.daemon.StartAsync(isTuned);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async Task<IWriter> ConnectAsync(int site) => new PostgresWriter(await servers[site].OpenAsync());

    public Task<IAsyncDisposable> WatchAsync(int site, string prefix, Action<string, ReadOnlyMemory<byte>> seen) =>
        Watching.BeginAsync(async (begun, end) =>
        {
            await using NpgsqlConnection connection = await servers[site].OpenAsync();
            connection.Notification += (_, told) =>
            {
                string[] parts = told.Payload.Split(' ');
                if (parts[0].StartsWith(prefix, StringComparison.Ordinal))
                    seen(parts[0], Convert.FromHexString(parts[1]));
            };
            await using (NpgsqlCommand listen = new("LISTEN seen", connection))
                await listen.ExecuteNonQueryAsync(end);
            begun();
            while (true)
                await connection.WaitAsync(end);
        });

    public async ValueTask DisposeAsync()
    {
        await daemon.DisposeAsync();
        foreach (PostgresServer server in servers)
            await server.DisposeAsync();
        await folder.DisposeAsync();
    }
}
