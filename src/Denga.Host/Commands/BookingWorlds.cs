using System.Globalization;
using Denga.Booking;
using Denga.Payments;
using Denga.Platform;
using Denga.Platform.Postgres;
using Denga.Platform.Simulation;
using Denga.Wallet;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Denga.Host.Commands;

/// <summary>Bookings with payments and the ledger in simulated worlds, each from one seed, one after the other in a database of their own.</summary>
internal sealed class BookingWorlds : IAsyncDisposable
{
    /// <summary>Of one world: it is looked at as a whole again and again.</summary>
    internal const int OperationsMax = 4_000;
    private const int Clients = 12;

    /// <summary>Clocks change in many zones in the weeks that follow.</summary>
    private static readonly DateTimeOffset Start = new(2030, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly DengaApplication denga;
    private readonly string administrator;
    private readonly string keyFile;

    private BookingWorlds(DengaApplication denga, string administrator, string keyFile) =>
        (this.denga, this.administrator, this.keyFile) = (denga, administrator, keyFile);

    /// <param name="administrator">The connection string of a database that is lost.</param>
    internal static async Task<BookingWorlds> On(string administrator, CancellationToken cancel)
    {
        var keyFile = Path.GetTempFileName();
        File.Delete(keyFile);
        var denga = await DengaApplication.Build(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["Database:ConnectionString"] = administrator,
                        ["Booking:Calendars:KeyFile"] = keyFile,
                        ["Http:Address"] = "http://127.0.0.1:0",
                        ["Logging:LogLevel:Default"] = "Error",
                    }
                )
                .Build(),
            configure: null,
            LogPlace.ErrorStream,
            cancel
        );
        await DengaPlatform.Migrate(denga.Services, cancel);
        return new BookingWorlds(denga, administrator, keyFile);
    }

    /// <summary>Null when every rule held; else what was broken. The same seed and number always go the same way.</summary>
    internal async Task<(long Operations, string? Failure, string Left)> Run(long seed, int operations)
    {
        await Clear();
        using var world = new SimulatedWorld(seed, Start);
        var (wallet, check, checkAll) = WalletModule.InMemory(world.Clock);
        var payments = PaymentsModule.Simulated(world, wallet);
        var booking = await BookingModule.Simulated(world, wallet, payments, denga.Services);
        // A world is a thread, which waits where real code waits for its database.
        var failure = await Task.Factory.StartNew(
            () =>
                world.Run(
                    operations,
                    Clients,
                    () => (world.Random.Next(8) == 0 ? payments : booking).Act(),
                    () =>
                    {
                        check();
                        payments.Check();
                        booking.Check();
                    },
                    async () =>
                    {
                        await payments.Settle();
                        await booking.Settle();
                    },
                    () =>
                    {
                        payments.CheckAll();
                        booking.CheckAll();
                        checkAll();
                    }
                ),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var left = string.Create(
            CultureInfo.InvariantCulture,
            $"{booking.Left}, {payments.Left}, {booking.Module.Attempts + payments.Module.Attempts} attempts of work, {world.Deaths} deaths, {world.Time.Now - Start} of virtual time"
        );
        return (world.Acted, failure, left);
    }

    public async ValueTask DisposeAsync()
    {
        await denga.DisposeAsync();
        File.Delete(keyFile);
    }

    private async Task Clear()
    {
        await using var connection = new NpgsqlConnection(administrator);
        await connection.OpenAsync();
        await using var find = new NpgsqlCommand(
            "select string_agg(format('booking.%I', tablename), ', ') from pg_tables where schemaname = 'booking' and tablename not in ('booking_move', 'audit')",
            connection
        );
        var tables = (string)(await find.ExecuteScalarAsync())!;
        await using var clear = new NpgsqlCommand($"truncate {tables}", connection);
        await clear.ExecuteNonQueryAsync();
    }
}

/// <summary>A PostgreSQL that keeps nothing, for as long as it is needed.</summary>
internal sealed class PassingPostgres : IAsyncDisposable
{
    private readonly PrivatePostgres server;
    private readonly string folder;

    private PassingPostgres(PrivatePostgres server, string folder) => (this.server, this.folder) = (server, folder);

    internal static async Task<PassingPostgres> Start(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("denga-simulation-").FullName;
        var options = new PrivatePostgresOptions
        {
            Folder = Path.Combine(folder, "postgres"),
            ExtraSettings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["fsync"] = "off",
                ["synchronous_commit"] = "off",
                ["full_page_writes"] = "off",
                // Rows are found in the order in which they were written: the same in each run.
                ["autovacuum"] = "off",
            },
        };
        return new PassingPostgres(await PrivatePostgres.StartAsync(options, NullLogger.Instance, cancel), folder);
    }

    /// <summary>An empty database of it.</summary>
    internal async Task<string> Create(string name)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        var place = server.Folder;
        await server.DisposeAsync();
        if (Directory.Exists(place))
            Directory.Delete(place, recursive: true);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
