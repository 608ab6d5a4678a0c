using System.CommandLine;
using Denga.Platform.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Host.Commands;

/// <summary>Dead letters: look at them, send them again.</summary>
internal static class EventCommands
{
    internal static IEnumerable<Command> Create()
    {
        var events = new Command("events", "Events that a consumer gave up on.")
        {
            AllCommands.Offline(
                "list",
                "Lists what is parked, the newest first.",
                async (denga, _, cancel) =>
                {
                    var letters = await denga.Services.GetRequiredService<DeadLetters>().List(cancel);
                    foreach (var letter in letters)
                        await Console.Out.WriteLineAsync(
                            $"{letter.EventId}  {letter.ParkedAt:u}  {letter.Consumer}  {letter.Type}  {letter.Attempts} attempts  {letter.Error}"
                        );
                    await Console.Out.WriteLineAsync(letters.Count == 0 ? "Nothing is parked." : $"{letters.Count} parked.");
                    return 0;
                }
            ),
            SendAgain(),
            Schemas(),
        };
        return [events];
    }

    private static Command SendAgain()
    {
        var id = new Argument<Guid>("event") { Description = "The id that events list shows." };
        return AllCommands.Offline(
            "resend",
            "Sends a parked event again; the running Denga delivers it.",
            async (denga, parsed, cancel) =>
            {
                var found = await denga.Services.GetRequiredService<DeadLetters>().SendAgain(parsed.GetValue(id), by: null, cancel);
                await Console.Out.WriteLineAsync(found ? "It is on its way." : "There is no such parked event.");
                return found ? 0 : 1;
            },
            id
        );
    }

    private static Command Schemas()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where to write, such as docs/events." };
        var command = new Command("schemas", "Writes the JSON schema of every event.") { folder };
        command.SetAction(parsed =>
        {
            var place = Directory.CreateDirectory(parsed.GetValue(folder)!.FullName).FullName;
            foreach (var (type, schema) in EventSchemas.All())
                File.WriteAllText(Path.Combine(place, type + ".json"), schema);
        });
        return command;
    }
}
