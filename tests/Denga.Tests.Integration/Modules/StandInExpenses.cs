using System.Threading.Channels;
using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Contracts.Expenses;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Modules;

/// <summary>Publishes the events of the expense book, in any order that a test wants, and hears how the totals move.</summary>
internal sealed class StandInExpenses : IModule
{
    public static string Name => "expenses";

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton(provider =>
        {
            var heard = Channel.CreateUnbounded<DayChanged>();
            provider.GetRequiredService<Signals>().Subscribe<DayChanged>(day => heard.Writer.TryWrite(day));
            return heard;
        });
    }

    public static Expense Entry(
        long minor,
        DateOnly day,
        string category = "cafe",
        EntryKind kind = EntryKind.Expense,
        Currency? currency = null,
        string note = ""
    )
    {
        var money = new Money(minor, currency ?? Currency.Rub);
        var at = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return new Expense(ExpenseId.New(), kind, money, money, Rate: null, day, category, note, [], null, null, null, at, Version: 1);
    }
}
