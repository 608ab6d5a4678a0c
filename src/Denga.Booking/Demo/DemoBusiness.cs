using System.Globalization;
using Denga.Booking.Bookings;
using Denga.Booking.Objects;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Files;
using Denga.Platform.Operations;
using AllAddOns = Denga.Contracts.Booking.AddOns;

namespace Denga.Booking.Demo;

/// <summary>Fills an empty rental business through its own operations, as an operator would; only the past is written by <see cref="DemoBookings"/>, because
/// nobody can book it (decision 0091). An object is shown when it is finished, and what is shown is left alone from then on: whoever breaks the run off goes
/// on where it was, and a second run changes nothing.</summary>
internal sealed class DemoBusiness(
    IOperations operations,
    FileStore files,
    DemoBookings bookings,
    RankObjects ranking,
    BookingTable table,
    TimeProvider clock
)
{
    private const int AtOnce = 4;
    private const int BlockedEvery = 7;
    private const int BlockedDays = 4;
    private const int Waiting = 6;

    /// <summary>Days from today on among which those who wait look for free ones.</summary>
    private const int SoonDays = 20;
    private const int LookDays = 90;
    private static readonly bool[] Pictures = [false, true];

    private sealed record Made(RentalObject Object, DemoObject Demo, DemoType Type)
    {
        /// <summary>Nobody has seen it, and nobody but the demo has changed it.</summary>
        internal bool IsUnfinished => Object is { State: ObjectState.Hidden, Version: <= 3 };
    }

    /// <summary>Answers how many bookings were written.</summary>
    /// <param name="owner">Who does it.</param>
    /// <param name="guests">Who books.</param>
    /// <param name="progress">Told the number of objects that are there.</param>
    internal async Task<long> Load(
        PersonId owner,
        IReadOnlyList<PersonId> guests,
        int seed,
        IProgress<int>? progress,
        CancellationToken cancel
    )
    {
        var types = await Types(owner, cancel);
        var addOns = await AddOns(owner, cancel);
        await Promo(owner, cancel);
        var made = new List<Made>();
        var (written, there) = (0L, 0);
        await Parallel.ForEachAsync(
            DemoCatalogue.Objects.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (one, stop) =>
            {
                var type = DemoCatalogue.Types.First(t => t.Type.Key == one.Item.Type);
                if (await Make(owner, one.Item, type, types[one.Item.Type], stop) is { IsUnfinished: true } fresh)
                {
                    fresh = await Draw(owner, fresh, stop);
                    if (one.Index % BlockedEvery == 3)
                        await Block(owner, fresh, stop);
                    var count = await bookings.Write(
                        fresh.Object.Id,
                        one.Item,
                        type,
                        owner,
                        guests,
                        addOns,
                        unchecked(seed * 1_009 + one.Index),
                        stop
                    );
                    lock (made)
                        made.Add(fresh);
                    Interlocked.Add(ref written, count);
                }
                progress?.Report(Interlocked.Increment(ref there));
            }
        );
        if (made.Count == 0)
            return 0;
        await bookings.Pay([.. made.Select(m => m.Object.Id.Value)], cancel);
        foreach (var one in made)
            await Get(new SetObjectState(owner, one.Object.Id, ObjectState.Active), cancel);
        written += await Ask(owner, guests, cancel);
        await ranking.Run(cancel);
        return written;
    }

    /// <summary>The types by their keys; one that is there already stays as it is.</summary>
    private async Task<Dictionary<string, ObjectType>> Types(PersonId owner, CancellationToken cancel)
    {
        var known = (await Get(new ObjectTypes(), cancel)).ToDictionary(t => t.Key, StringComparer.Ordinal);
        foreach (var (key, type) in DemoCatalogue.Types.Select(t => (t.Type.Key, t.Type)))
            if (!known.ContainsKey(key))
                known[key] = await Get(new SaveObjectType(owner, type), cancel);
        return known;
    }

    private async Task<IReadOnlyList<AddOn>> AddOns(PersonId owner, CancellationToken cancel)
    {
        var known = (await Get(new AllAddOns(Archived: true), cancel)).Concat(await Get(new AllAddOns(), cancel)).ToList();
        var all = new List<AddOn>();
        foreach (var one in DemoCatalogue.AddOns)
        {
            var id = Id("add-on", one.Key);
            all.Add(
                known.FirstOrDefault(k => k.Id.Value == id.Value)
                    ?? await Get(
                        new CreateAddOn(
                            id,
                            owner,
                            one.Name,
                            new AddOnTerms(one.Per, DemoCatalogue.Roubles(one.Roubles), one.QuantityMax),
                            one.Stock,
                            one.Types,
                            one.AtHandover
                        ),
                        cancel
                    )
            );
        }
        return all;
    }

    private async Task Promo(PersonId owner, CancellationToken cancel)
    {
        if ((await Get(new PromoCodes(), cancel)).Any(p => p.Code == DemoCatalogue.Promo))
            return;
        var now = clock.GetUtcNow();
        await Get(
            new CreatePromoCode(owner, DemoCatalogue.Promo, new PromoTerms(Percent: 10, Amount: null, now, now.AddYears(1)), UsesMax: 500),
            cancel
        );
    }

    /// <summary>Null where the name in its address is somebody else's.</summary>
    private async Task<Made?> Make(PersonId owner, DemoObject demo, DemoType type, ObjectType known, CancellationToken cancel)
    {
        var id = Id("object", demo.Slug);
        // Later it may be written otherwise, and then it is not the same request any more.
        var before = await operations.Ask(new ObjectById(ObjectId.From(id.Value)), cancel);
        if (before.IsOk)
            return new Made(before.Value, demo, type);
        var tariff = await Get(
            new CreateTariff(
                Id("tariff", demo.Slug),
                owner,
                new LocalText($"{demo.Name.Ru}: обычный", $"{demo.Name.En}: usual"),
                DemoCatalogue.Prices(demo, type)
            ),
            cancel
        );
        var text = new ObjectText(
            demo.Slug,
            demo.Type,
            demo.Name,
            demo.Description,
            type.HouseRules,
            new Place(demo.City.Name, string.Create(CultureInfo.InvariantCulture, $"{demo.City.Street}, {1 + demo.Roubles % 47}")),
            demo.City.Zone,
            type.SoldBy,
            Currency.Rub,
            demo.Guests,
            type.Rules with
            {
                NeedsApproval = demo.NeedsApproval,
            },
            demo.Properties.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(p => p.Split('='))
                .Where(p => known.Properties.Any(k => k.Key == p[0]))
                .ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal),
            tariff.Id
        );
        string[] units = [.. Enumerable.Range(1, demo.Units).Select(n => n.ToString(CultureInfo.InvariantCulture))];
        var made = await operations.Ask(new CreateObject(id, owner, text, units), cancel);
        return made.IsOk ? new Made(made.Value, demo, type)
            : made.Error.Code == BookingErrors.SlugTaken.Code ? null
            : throw Failed(nameof(CreateObject), made.Error);
    }

    /// <summary>Without what draws, it has no pictures.</summary>
    private async Task<Made> Draw(PersonId owner, Made made, CancellationToken cancel)
    {
        foreach (var isEvening in Pictures.Skip(made.Object.Photos.Count))
            if (
                await files.Draw(DemoPictures.Draw(made.Demo, isEvening), cancel) is { } drawn
                && await files.KeepDrawn(drawn, cancel) is { IsOk: true } kept
            )
                made = made with { Object = await Get(new AddObjectPhoto(owner, made.Object.Id, kept.Value), cancel) };
        return made;
    }

    private async Task Block(PersonId owner, Made made, CancellationToken cancel)
    {
        if (made.Type.SoldBy == TariffUnit.Hour)
            return;
        var from = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(SoonDays);
        // Broken off yesterday, it is blocked from yesterday on.
        await operations.Ask(
            new BlockDates(
                Id("block", made.Demo.Slug),
                owner,
                made.Object.Id,
                new StayDates(from, from.AddDays(BlockedDays)),
                made.Demo.Type == "car" ? "Техосмотр" : "Ремонт"
            ),
            cancel
        );
    }

    /// <summary>Those who wait: for an operator's yes, and to pay. Answers how many.</summary>
    private async Task<int> Ask(PersonId owner, IReadOnlyList<PersonId> guests, CancellationToken cancel)
    {
        var asked = 0;
        // Where somebody must say yes to each booking first: two wait for that, and one was told yes and has a day to pay.
        var objects = DemoCatalogue
            .Objects.Where(o => o.Type is "house" or "flat")
            .OrderByDescending(o => o.NeedsApproval)
            .ThenByDescending(o => o.Liking);
        foreach (var (n, demo) in objects.Take(Waiting).Index())
        {
            var id = Id("waiting", n.ToString(CultureInfo.InvariantCulture));
            if (await table.Find(BookingId.From(id.Value), cancel) is not null)
                continue;
            var of = await operations.Ask(new ObjectBySlug(demo.Slug), cancel);
            if (!of.IsOk || await FreeDates(of.Value, cancel) is not { } dates)
                continue;
            var guest = guests[n % guests.Count];
            var quote = await operations.Ask(new QuoteStay(guest, of.Value.Id, dates, Math.Min(2, demo.Guests), []), cancel);
            if (!quote.IsOk)
                continue;
            var booked = await operations.Ask(
                new BookStay(id, guest, quote.Value.Id, DemoCatalogue.Notes[n % DemoCatalogue.Notes.Length]),
                cancel
            );
            if (!booked.IsOk)
                continue;
            asked++;
            if (n == 1 && demo.NeedsApproval)
                await Get(new ApproveBooking(owner, booked.Value.Id), cancel);
            // Where there is a sandbox, one has begun to pay.
            if (n == Waiting - 1)
                await operations.Ask(new PayBooking(Id("paying", demo.Slug), guest, booked.Value.Id, "sandbox"), cancel);
        }
        return asked;
    }

    private async Task<StayDates?> FreeDates(RentalObject of, CancellationToken cancel)
    {
        var from = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(SoonDays);
        var days = await Get(new FreeDates(of.Id, from, from.AddDays(LookDays)), cancel);
        var nights = Math.Max(2, of.Rules.Least);
        return
            days.FirstOrDefault(d =>
                d.MayArrive && days.Where(o => o.Day >= d.Day).Take(nights).Count(o => o.State == DayState.Free) == nights
            )
                is { } first
            ? new StayDates(first.Day, first.Day.AddDays(nights))
            : null;
    }

    private static OperationId Id(string what, string of) => DerivedId.Of("booking demo", what, of);

    private async Task<T> Get<T>(IOperation<T> operation, CancellationToken cancel)
    {
        var answer = await operations.Ask(operation, cancel);
        return answer.IsOk ? answer.Value : throw Failed(operation.GetType().Name, answer.Error);
    }

    private static InvalidOperationException Failed(string operation, Error error) =>
        new($"The demo's {operation} was refused: {error.Code}, {error.Detail}");
}
