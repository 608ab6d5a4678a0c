using Denga.Contracts;
using Denga.Contracts.Wallet;
using static Denga.Tests.Integration.Wallet.WalletServer;

namespace Denga.Tests.Integration.Wallet;

[Collection(WalletCollection.Name)]
public sealed class PastTests(WalletServer wallet)
{
    [Fact]
    public async Task A_balance_at_any_moment_of_either_axis_is_a_replay_of_the_entries()
    {
        var random = new Random(7);
        var (anna, world) = (await wallet.Open(), await wallet.World(Currency.Rub));
        var start = wallet.Clock.GetUtcNow();
        var written = new List<(DateTimeOffset Recorded, DateTimeOffset Event, long Minor)>();
        for (var i = 0; i < 60; i++)
        {
            wallet.Clock.Advance(TimeSpan.FromSeconds(random.Next(0, 90)));
            var backdated = random.Next(3) == 0 ? wallet.Clock.GetUtcNow().AddSeconds(random.Next(-600, 600)) : (DateTimeOffset?)null;
            var minor = 1 + random.Next(100_00);
            var posting = await wallet.Get(Move(world, anna.Id, minor) with { EventAt = backdated });
            written.Add((posting.RecordedAt, posting.EventAt, minor));
        }
        for (var at = start.AddMinutes(-11); at < wallet.Clock.GetUtcNow().AddMinutes(11); at += TimeSpan.FromSeconds(37))
        {
            Assert.Equal(written.Where(w => w.Recorded <= at).Sum(w => w.Minor), await At(anna, at, TimeAxis.Recorded));
            Assert.Equal(written.Where(w => w.Event <= at).Sum(w => w.Minor), await At(anna, at, TimeAxis.Event));
        }
        foreach (var at in written.SelectMany(w => new[] { w.Recorded, w.Event }))
            Assert.Equal(written.Where(w => w.Event <= at).Sum(w => w.Minor), await At(anna, at, TimeAxis.Event));
    }

    [Fact]
    public async Task A_statement_opens_moves_and_closes()
    {
        var (anna, world) = (await wallet.Open(), await wallet.World(Currency.Rub));
        await wallet.Get(Move(world, anna.Id, 500_00));
        wallet.Clock.Advance(TimeSpan.FromHours(1));
        var from = wallet.Clock.GetUtcNow();
        for (var i = 1; i <= 25; i++)
        {
            await wallet.Get(
                Move(anna.Id, world, i) with
                {
                    Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = "№" + i },
                }
            );
            wallet.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        var to = wallet.Clock.GetUtcNow();
        await wallet.Get(Move(anna.Id, world, 1_00));
        var lines = await Pages(new Statement(anna.Person!.Value, anna.Id, from, to, Limit: 10), (500_00, 500_00 - 325));
        var newest = await Pages(
            new Statement(anna.Person!.Value, anna.Id, from, to, Limit: 10, NewestFirst: true),
            (500_00, 500_00 - 325)
        );
        Assert.Equal(lines.Select(l => l.Number).Reverse(), newest.Select(l => l.Number));
        var filtered = await Pages(
            new Statement(anna.Person!.Value, anna.Id, from, to, Limit: 10, Kind: lines[0].Kind, NewestFirst: true),
            (500_00, 500_00 - 325)
        );
        Assert.Equal(newest.Select(l => l.Number), filtered.Select(l => l.Number));
        Assert.Equal(25, lines.Count);
        Assert.Equal(500_00 - 325, 500_00 + lines.Sum(l => l.Amount.Minor));
        var running = 500_00L;
        Assert.All(lines, l => Assert.Equal(running += l.Amount.Minor, l.BalanceAfter.Minor));
        Assert.Equal("№25", lines[^1].Metadata!["note"]);
        Assert.Equal([world], lines[0].Counterparts);
        Assert.Equal("wallet.bad_cursor", (await wallet.Ask(new Statement(anna.Person!.Value, anna.Id, from, to, "xx!"))).Error?.Code);
        Assert.Equal("wallet.bad_period", (await wallet.Ask(new Statement(anna.Person.Value, anna.Id, to, from))).Error?.Code);
    }

    private async Task<List<StatementLine>> Pages(Statement statement, (long Opening, long Closing) ends)
    {
        var lines = new List<StatementLine>();
        string? cursor = null;
        do
        {
            var page = await wallet.Get(statement with { Cursor = cursor });
            Assert.Equal(ends, (page.Opening.Minor, page.Closing.Minor));
            lines.AddRange(page.Lines);
            cursor = page.Next;
        } while (cursor is not null);
        return lines;
    }

    [Fact]
    public async Task Another_persons_account_answers_like_an_unknown_one()
    {
        var (anna, stranger) = (await wallet.Open(100_00), PersonId.New());
        var now = wallet.Clock.GetUtcNow();
        foreach (var account in new[] { anna.Id, AccountId.New(), await wallet.World(Currency.Rub) })
        {
            Error?[] errors =
            [
                (await wallet.Ask(new AccountById(stranger, account))).Error,
                (await wallet.Ask(new BalanceAt(stranger, account, now))).Error,
                (await wallet.Ask(new Statement(stranger, account, now.AddDays(-1), now))).Error,
                (await wallet.Ask(new CloseAccount(stranger, account))).Error,
            ];
            Assert.All(errors, e => Assert.Equal(("wallet.account_not_found", ErrorKind.NotFound), (e?.Code, e?.Kind)));
        }
    }

    [Fact]
    public async Task There_is_one_account_of_a_person_per_purpose_and_currency()
    {
        var person = PersonId.New();
        var opened = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => wallet.Get(new OpenAccount(person, Currency.Rub))));
        Assert.Single(opened.Select(a => a.Id).Distinct());
        var savings = await wallet.Get(new OpenAccount(person, Currency.Rub, "savings"));
        var dollars = await wallet.Get(new OpenAccount(person, Currency.Usd));
        Assert.Equal([opened[0].Id, savings.Id, dollars.Id], (await wallet.Get(new Balances(person))).Select(a => a.Id));
        Assert.Equal("wallet.bad_purpose", (await wallet.Ask(new OpenAccount(person, Currency.Rub, "external:me"))).Error?.Code);
        Assert.Single(await wallet.Events(savings.Id.ToString()));
    }

    [Fact]
    public async Task An_account_is_called_in_any_script_and_by_one_name()
    {
        var person = PersonId.New();
        async Task<Account> Open(string name) => await wallet.Get(new OpenAccount(person, Currency.Rub, name));
        var first = await Open("Мой отпуск");
        Assert.Equal("Мой отпуск", first.Purpose);
        // Composed and decomposed, in any case, with what nobody sees: the same account.
        foreach (var same in new[] { "Мои\u0306 отпуск", "МОЙ ОТПУСК", " мой\n отпуск\u202e ", "Мой\u200b отпуск" })
            Assert.Equal(first.Id, (await Open(same)).Id);
        foreach (var name in new[] { "旅行", "חופשה", "عطلة", "Ёлка №5", "🏖️ море", "naïve café" })
            Assert.Equal(name.Normalize(), (await Open(name)).Purpose);
        Assert.Equal("main", (await Open("Main")).Purpose);
        var cut = await Open(string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 30)));
        Assert.Equal("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", cut.Purpose);
        Assert.Equal(cut.Id, (await Open(string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 31)))).Id);
        foreach (var nothing in new[] { "", " ", "\u200b\u202e", "external:me", "a:b" })
            Assert.Equal("wallet.bad_purpose", (await wallet.Ask(new OpenAccount(person, Currency.Rub, nothing))).Error?.Code);
        // A closed one is opened again under the name that it had.
        await wallet.Get(new CloseAccount(person, first.Id));
        Assert.Equal((first.Id, "Мой отпуск"), await Reopened("мой отпуск"));
        async Task<(AccountId, string)> Reopened(string name) => (await Open(name)) is { ClosedAt: null } a ? (a.Id, a.Purpose) : default;
    }

    private async Task<long> At(Account account, DateTimeOffset at, TimeAxis axis) =>
        (await wallet.Get(new BalanceAt(account.Person!.Value, account.Id, at, axis))).Balance.Minor;
}
