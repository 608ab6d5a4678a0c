using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using Denga.Host;
using Denga.Host.Commands;
using Denga.Platform.Modules;
using Denga.Platform.Postgres;

Console.OutputEncoding = Encoding.UTF8;
var root = new RootCommand(
    "Denga: money and bookings from a messenger. Settings: appsettings.json < DENGA__Section__Name < --Section:Name value."
);
foreach (var command in AllCommands.Create())
    root.Add(command);
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (Sentence(e) is { } sentence)
{
    await Console.Error.WriteLineAsync("denga: " + sentence);
    return 1;
}

// What an operator can mend gets one sentence; anything else is a bug and shows its trace.
static string? Sentence(Exception e) =>
    e switch
    {
        SettingException or PostgresWillNotStartException => e.Message,
        IOException { InnerException: SocketException or Microsoft.AspNetCore.Connections.AddressInUseException } busy => busy.Message
            + " Stop the other program, or choose another address with --Http:Address.",
        Npgsql.NpgsqlException away => "The database does not answer: " + away.Message,
        _ => null,
    };
