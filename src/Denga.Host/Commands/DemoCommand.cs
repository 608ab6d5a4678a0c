using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Denga.Booking;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Expenses;
using Denga.Platform.Operations;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Denga.Host.Commands;

/// <summary>Fills the database with a believable year of many people, and with a rental business that they book from; the same seed gives the same.</summary>
internal static class DemoCommand
{
    internal const int PeopleDefault = 100;
    internal const int EntriesDefault = 1000;
    internal const int SeedDefault = 1;

    internal static Command Create()
    {
        var people = AllCommands.Positive("--people", "How many people.", PeopleDefault);
        var each = AllCommands.Positive("--expenses", "Entries of each.", EntriesDefault);
        var seed = new Option<int>("--seed") { Description = "Any number.", DefaultValueFactory = _ => SeedDefault };
        return AllCommands.Offline(
            "demo",
            "Fills the database with a believable year of many people, and a rental business that they book from.",
            (denga, parsed, cancel) =>
                Run(denga, parsed.GetValue(people), parsed.GetValue(each), parsed.GetValue(seed), Console.Out, cancel),
            people,
            each,
            seed
        );
    }

    /// <param name="says">Where the bar and the last line go.</param>
    internal static async Task<int> Run(DengaApplication denga, int people, int each, int seed, TextWriter says, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var bookings = 0L;
        await AnsiConsole
            .Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(says) })
            .Progress()
            .StartAsync(async bars =>
            {
                var bar = bars.AddTask("Entries", maxValue: (double)people * each);
                var objects = bars.AddTask("Objects for rent", maxValue: BookingModule.DemoObjects);
                var ids = await Register(denga, people, seed, cancel);
                await ExpensesModule.LoadDemo(denga.Services, ids, each, seed, new Progress<int>(done => bar.Value = done), cancel);
                bar.Value = bar.MaxValue;
                var owner = await denga.Services.GetRequiredService<IOperations>().Ask(new Identify("demo", "owner", "ru"), cancel);
                bookings = await BookingModule.LoadDemo(
                    denga.Services,
                    owner.Value.Person.Id,
                    ids,
                    seed,
                    new Progress<int>(done => objects.Value = done),
                    cancel
                );
                objects.Value = objects.MaxValue;
            });
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        await says.WriteLineAsync(
            $"{people} people with {each} entries each, {BookingModule.DemoObjects} objects for rent with {bookings} new bookings, in {seconds} s."
        );
        return 0;
    }

    private static async Task<IReadOnlyList<PersonId>> Register(DengaApplication denga, int people, int seed, CancellationToken cancel)
    {
        var operations = denga.Services.GetRequiredService<IOperations>();
        var ids = new List<PersonId>(people);
        foreach (var part in Enumerable.Range(0, people).Chunk(32))
        {
            var identified = await Task.WhenAll(
                part.Select(i =>
                    operations.Ask(
                        new Identify("demo", string.Create(CultureInfo.InvariantCulture, $"{seed}-{i}"), i % 2 == 0 ? "ru" : "en"),
                        cancel
                    )
                )
            );
            ids.AddRange(identified.Select(p => p.Value.Person.Id));
        }
        return ids;
    }
}
