using System.Globalization;
using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Network;
using ClientHa.Testing.Processes;
using Npgsql;

namespace ClientHa.Benchmarks.ServerCompare;

/// <summary>
/// A server of PostgreSQL on a fresh disk, with its own settings: fsync and synchronous_commit are on. It refuses to run as root, for
/// whom it runs as the user whom its package has made.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string Binaries = "/usr/lib/postgresql/15/bin";

    private const string Super = "postgres";
    private static readonly string[] asUser =
        Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Super}", $"--regid={Super}", "--clear-groups"] : [];

    private readonly string data;
    private SiteProcess? process;

    public PostgresServer(string data)
    {
        this.data = data;
        Leftovers.Add(this);
    }

    public int Port { get; } = FreePort.Find();

    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={Super};Database={Super};Pooling=false;Max Auto Prepare=10;Auto Prepare Min Usages=1");

    public async Task StartAsync()
    {
        Directory.CreateDirectory(data);
        if (Environment.IsPrivilegedProcess)
            await Command.RunAsync("chown", Super, data);
        string[] init = AsUser($"{Binaries}/initdb", "-D", data, "-U", Super, "-A", "trust", "--no-sync", "-E", "UTF8");
        await Command.RunAsync(init[0], init[1..]);
        string[] serve = AsUser(
            $"{Binaries}/postgres", "-D", data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
            "-c", $"unix_socket_directories={data}", "-c", "max_connections=300");
        process = SiteProcess.Start(serve[0], serve[1..]);
        await process.WaitForLineAsync(line => line.Contains("ready to accept connections", StringComparison.Ordinal));
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        NpgsqlConnection connection = new(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Leftovers.Remove(this);
        if (process is null)
            return;

        // A kill would leave its shared memory behind.
        string[] stop = AsUser($"{Binaries}/pg_ctl", "-D", data, "-m", "immediate", "-w", "stop");
        await Command.TryAsync(stop[0], stop[1..]);
        await process.DisposeAsync();
    }

    private static string[] AsUser(params string[] command) => [.. asUser, .. command];
}
