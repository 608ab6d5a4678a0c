using System.CommandLine;
using Denga.Contracts.Platform;
using Denga.Platform.Events;

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
                    var count = 0;
                    foreach (var letters in await AllCommands.OfEach(denga, module => new DeadLettersOf(module), cancel))
                    foreach (var letter in letters)
                    {
                        await Console.Out.WriteLineAsync(
                            $"{letter.EventId}  {letter.ParkedAt:u}  {letter.Consumer}  {letter.Type}  {letter.Attempts} attempts  {letter.Error}"
                        );
                        count++;
                    }
                    await Console.Out.WriteLineAsync(count == 0 ? "Nothing is parked." : $"{count} parked.");
                    return 0;
                }
            ),
            Resend(),
            Schemas(),
        };
        return [events];
    }

    private static Command Resend()
    {
        var id = new Argument<Guid>("event") { Description = "The id that events list shows." };
        return AllCommands.Offline(
            "resend",
            "Sends a parked event again; the running Denga delivers it.",
            async (denga, parsed, cancel) =>
            {
                var sent = await AllCommands.OfEach(denga, module => new SendAgain(module, parsed.GetValue(id)), cancel);
                await Console.Out.WriteLineAsync(sent.Count > 0 ? "It is on its way." : "There is no such parked event.");
                return sent.Count > 0 ? 0 : 1;
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
