using System.Reflection;
using System.Text;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Bot.Settings;
using Denga.Bot.Wallet;
using Denga.Contracts;
using Denga.Contracts.Wallet;

namespace Denga.Tests.Unit.Bot;

public sealed class ActionTests
{
    private static readonly Guid Id = Guid.Parse("0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");

    /// <summary>Longest of what a button carries; what carries a person's words is a question, and no button.</summary>
    private static readonly Dictionary<Type, object> Longest = new()
    {
        [typeof(int)] = 99_999,
        [typeof(long)] = long.MaxValue,
        [typeof(DateOnly)] = new DateOnly(2026, 12, 31),
        [typeof(Money)] = new Money(999_999_999_999_999_999, Currency.Rub),
        [typeof(Currency)] = Currency.Rub,
        [typeof(string)] = "20261231-20261231",
    };

    public static TheoryData<string> All => [.. ActionCodec.All.Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(All))]
    public void An_action_fits_on_a_button_and_is_read_as_it_was_written(string name)
    {
        var type = typeof(ActionCodec).Assembly.GetType(name)!;
        var constructor = type.GetConstructors()[0];
        var action = (IAction)constructor.Invoke([.. constructor.GetParameters().Select(p => Example(p.ParameterType))]);
        var written = ActionCodec.WriteButton(action);
        Assert.True(Encoding.UTF8.GetByteCount(written) <= ActionCodec.ButtonBytesMax);
        Assert.Equal(action, ActionCodec.Read(written));
        Assert.Equal(type.GetCustomAttribute<ActionAttribute>()!.Name.Split(':')[0], ActionCodec.WordOf(written));
    }

    [Fact]
    public void Every_action_is_of_a_dialog_that_there_is()
    {
        var words = typeof(Dialog)
            .Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(Dialog)) && !t.IsAbstract)
            .Select(t => ((Dialog)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t)).Word)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Empty(ActionCodec.All.Select(t => t.GetCustomAttribute<ActionAttribute>()!.Name.Split(':')[0]).Except(words));
    }

    public static TheoryData<string, object> FromBefore =>
        new()
        {
            { $"send:go:op_{Id:N}", new SendNow(new OperationId(Id)) },
            { "send:no", new LeaveSending() },
            { $"send:no:op_{Id:N}", new LeaveSending(new OperationId(Id)) },
            { "send:", new OpenSend() },
            { "conv:all:5000-RUB", new ConvertAll(new Money(5000, Currency.Rub)) },
            { $"conv:go:quo_{Id:N}", new ConvertNow(new QuoteId(Id)) },
            { $"c:undo:{Id:N}", new UndoEntry(new ExpenseId(Id)) },
            { $"c:undoall:{Id:N}", new UndoAllEntries(new OperationId(Id)) },
            { $"c:cat:{Id:N}:taxi", new SetEntryCategory(new ExpenseId(Id), "taxi") },
            { $"c:cats:{Id:N}:2", new PickEntryCategory(new ExpenseId(Id), 2) },
            { $"c:times:{Id:N}:2:1", new MultiplyEntry(new ExpenseId(Id), 2, 1) },
            { $"c:day:{Id:N}:20260131", new SetEntryDay(new ExpenseId(Id), new DateOnly(2026, 1, 31)) },
            { "e:", new ChooseReading() },
            { "e:12:0", new ChooseReading("12", "0") },
            { "list:3", new OpenList(3) },
            { "lim:set:*", new LimitAmount("*") },
            { "set:tz:Europe/Moscow", new SetZone("Europe/Moscow") },
            { $"bal:moves:acc_{Id:N}", new OpenMovements(new AccountId(Id)) },
            { "link:ru|Europe/Moscow|RUB|1", new Merged("ru|Europe/Moscow|RUB|1") },
        };

    [Theory]
    [MemberData(nameof(FromBefore))]
    public void A_button_from_before_actions_were_typed_does_what_it_did(string written, object action) =>
        Assert.Equal(action, ActionCodec.Read(written));

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("x")]
    [InlineData("c:undo:")]
    [InlineData("c:undo:1")]
    [InlineData("c:day:0198a1b2c3d47e5f8a9b0c1d2e3f4a5b:20263131")]
    [InlineData("send:go")]
    [InlineData("send:go:op_00000000000000000000000000000000")]
    [InlineData("nothing:such:thing")]
    [InlineData("bal:1:2:3:4")]
    public void What_no_dialog_declares_is_no_action(string written) => Assert.Null(ActionCodec.Read(written));

    private static object Example(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return Longest.TryGetValue(type, out var example) ? example : Activator.CreateInstance(type, Id)!;
    }
}
