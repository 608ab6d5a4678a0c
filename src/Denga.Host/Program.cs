using System.CommandLine;
using System.CommandLine.Help;
using System.Net.Sockets;
using System.Text;
using Denga.Host;
using Denga.Host.Commands;
using Denga.Platform.Modules;
using Denga.Platform.Postgres;

OwnFiles.Close();
Console.OutputEncoding = Encoding.UTF8;

// A root command would be called by the name of its program file.
var root = new Command(
    "denga",
    "Denga: money and bookings from a messenger. Settings: appsettings.json < DENGA__Section__Name < --Section:Name value."
)
{
    new HelpOption(),
    new VersionOption(),
};
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
        InvalidDataException { InnerException: { } cause } => e.Message + " " + cause.Message,
        IOException { InnerException: SocketException or Microsoft.AspNetCore.Connections.AddressInUseException } busy => busy.Message
            + " Stop the other program, or choose another address with --Http:Address.",
        Npgsql.PostgresException refused => "The database refuses: " + refused.MessageText + ".",
        Npgsql.NpgsqlException away => "The database does not answer: " + away.Message,
        IOException or UnauthorizedAccessException => e.Message,
        _ => null,
    };
