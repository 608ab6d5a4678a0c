using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Platform.Files;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Bot;

/// <summary>What can be rented in the transcripts: flats by the night and boats by the hour, so many that each conversation finds the same days free.</summary>
internal static class RentalBusiness
{
    private const int Units = 100;
    private static readonly byte[] Pixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    internal static async Task Open(DengaServer denga)
    {
        var by = (await Get(denga, new Identify("test", "rental-business", "ru"))).Person.Id;
        await Get(denga, new SaveObjectType(by, new ObjectType("flat", new LocalText("Квартиры", "Flats"), [])));
        await Get(denga, new SaveObjectType(by, new ObjectType("boat", new LocalText("Катера", "Boats"), [])));
        var nights = new TariffRules(
            TariffUnit.Night,
            Rub(3_000),
            [new WeekdayPrice(DayOfWeek.Friday, Rub(4_000)), new WeekdayPrice(DayOfWeek.Saturday, Rub(4_000))],
            [],
            [new LengthDiscount(7, 10)],
            new GuestRule(2, Rub(500)),
            [],
            [],
            [],
            Rub(0),
            100,
            [],
            new CancellationPolicy([new CancellationStep(48, 100), new CancellationStep(24, 50)])
        );
        var flat = await Make(
            denga,
            by,
            new ObjectText(
                "river-flat",
                "flat",
                new LocalText("Квартира у реки", "A flat by the river"),
                new LocalText("Две комнаты и окна на воду.", "Two rooms with windows to the water."),
                new LocalText("Тихо после 23.", "Quiet after 23."),
                new Place(new LocalText("Тверь", "Tver"), "Набережная, 1"),
                "Europe/Moscow",
                TariffUnit.Night,
                Currency.Rub,
                4,
                new StayRules(new TimeOnly(15, 0), new TimeOnly(11, 0), 2, 30, [], TimeSpan.Zero, TimeSpan.Zero, 400, NeedsApproval: false),
                new Dictionary<string, string>(StringComparer.Ordinal)
            ),
            nights
        );
        var files = denga.ServicesOf("booking").GetRequiredService<FileStore>();
        for (var photo = 0; photo < 3; photo++)
            using (var content = new MemoryStream(Pixel))
                await Get(denga, new AddObjectPhoto(by, flat.Id, (await files.SavePhoto(by, content, CancellationToken.None)).Value));
        await Make(
            denga,
            by,
            new ObjectText(
                "wave-boat",
                "boat",
                new LocalText("Катер «Волна»", "The boat “Wave”"),
                new LocalText("Шесть мест, спасательные жилеты.", "Six seats and life jackets."),
                new LocalText("", ""),
                new Place(new LocalText("Тверь", "Tver"), "Причал, 2"),
                "Europe/Moscow",
                TariffUnit.Hour,
                Currency.Rub,
                6,
                new StayRules(new TimeOnly(9, 0), new TimeOnly(21, 0), 1, 12, [], TimeSpan.Zero, TimeSpan.Zero, 200, NeedsApproval: false),
                new Dictionary<string, string>(StringComparer.Ordinal)
            ),
            nights with
            {
                SoldBy = TariffUnit.Hour,
                Base = Rub(1_000),
                Weekdays = [],
                Length = [],
                Guests = new GuestRule(6, Rub(0)),
            }
        );
        var cleaning = new AddOnTerms(AddOnPer.Stay, Rub(500), 1);
        await Get(denga, new CreateAddOn(OperationId.New(), by, new LocalText("Уборка", "Cleaning"), cleaning, null, ["flat"]));
        var breakfast = new AddOnTerms(AddOnPer.Guest, Rub(300), 1);
        await Get(denga, new CreateAddOn(OperationId.New(), by, new LocalText("Завтрак", "Breakfast"), breakfast, null, ["flat"]));
        var autumn = new PromoTerms(10, null, DateTimeOffset.UnixEpoch, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await Get(denga, new CreatePromoCode(by, "autumn", autumn, 1_000));
    }

    private static async Task<RentalObject> Make(DengaServer denga, PersonId by, ObjectText text, TariffRules rules)
    {
        var tariff = await Get(denga, new CreateTariff(OperationId.New(), by, new LocalText("Обычный", "Usual"), rules));
        var made = await Get(
            denga,
            new CreateObject(
                OperationId.New(),
                by,
                text with
                {
                    Tariff = tariff.Id,
                },
                [.. Enumerable.Range(1, Units).Select(n => $"No {n}")]
            )
        );
        return await Get(denga, new SetObjectState(by, made.Id, ObjectState.Active));
    }

    private static async Task<T> Get<T>(DengaServer denga, IOperation<T> operation)
    {
        var answer = await denga.Ask(operation);
        Assert.True(answer.IsOk, $"{operation}: {answer.Error?.Code}");
        return answer.Value;
    }

    private static Money Rub(long roubles) => new(roubles * 100, Currency.Rub);
}
