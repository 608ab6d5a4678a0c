using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Operations;
using Denga.Platform.Simulation;

namespace Denga.Booking.Simulation;

/// <summary>What is rented out in a simulated world, made as an operator makes it: by the night and by the hour, one of each and pools, with and without
/// buffers, deposits, prepayments and approvals, in zones that are far apart.</summary>
internal static class SimulatedBusiness
{
    private static readonly PersonId Owner = new(Guid.Empty);

    internal static async Task<IReadOnlyList<RentalObject>> Make(SimulatedWorld world, IOperations operations)
    {
        await Do(operations, new SaveObjectType(Owner, new ObjectType("simulated", Text("Simulated"), [])));
        return
        [
            await Object(world, operations, "flat", "Europe/Moscow", units: 1, TariffUnit.Night, TimeSpan.Zero, prepayment: 100),
            await Object(
                world,
                operations,
                "cabin",
                "Pacific/Kiritimati",
                2,
                TariffUnit.Night,
                TimeSpan.FromHours(5),
                30,
                deposit: 2_000_00
            ),
            await Object(world, operations, "rooms", "America/New_York", 3, TariffUnit.Night, TimeSpan.FromHours(2), 50),
            await Object(
                world,
                operations,
                "villa",
                "Pacific/Pago_Pago",
                1,
                TariffUnit.Night,
                TimeSpan.FromDays(1),
                100,
                3_000_00,
                approval: true
            ),
            await Object(world, operations, "yurt", "Asia/Almaty", 1, TariffUnit.Night, TimeSpan.Zero, prepayment: 0),
            await Object(world, operations, "cars", "Australia/Lord_Howe", 2, TariffUnit.Hour, TimeSpan.FromMinutes(45), 100, 1_000_00),
        ];
    }

    private static async Task<RentalObject> Object(
        SimulatedWorld world,
        IOperations operations,
        string slug,
        string zone,
        int units,
        TariffUnit soldBy,
        TimeSpan buffer,
        int prepayment,
        long deposit = 0,
        bool approval = false
    )
    {
        // Whole rubles, and shares of them without a rest: what the rules reckon has no need of rounding.
        var rules = new TariffRules(
            soldBy,
            Rub(soldBy == TariffUnit.Hour ? 400_00 : 3_000_00),
            [new WeekdayPrice(DayOfWeek.Saturday, Rub(5_000_00))],
            [],
            [new LengthDiscount(4, 10)],
            new GuestRule(2, Rub(200_00)),
            [],
            [],
            [],
            Rub(deposit),
            prepayment,
            [new BalanceShare(3, 50), new BalanceShare(0, 50)],
            new CancellationPolicy([new CancellationStep(72, 100), new CancellationStep(24, 50)], GraceHours: 1)
        );
        var tariff = await Do(operations, new CreateTariff(Id(world), Owner, Text(slug), rules));
        var text = new ObjectText(
            slug,
            "simulated",
            Text(slug),
            Text(slug),
            Text(slug),
            new Place(Text("Nowhere")),
            zone,
            soldBy,
            Currency.Rub,
            GuestsMax: 4,
            new StayRules(new TimeOnly(15, 0), new TimeOnly(11, 0), 1, 30, [], buffer, TimeSpan.Zero, 400, approval),
            new Dictionary<string, string>(StringComparer.Ordinal),
            tariff.Id
        );
        var made = await Do(operations, new CreateObject(Id(world), Owner, text, [.. Enumerable.Range(1, units).Select(n => $"No {n}")]));
        return await Do(operations, new SetObjectState(Owner, made.Id, ObjectState.Active));
    }

    private static async Task<T> Do<T>(IOperations operations, IOperation<T> operation)
    {
        var answer = await operations.Ask(operation, CancellationToken.None);
        return answer.IsOk ? answer.Value : throw new SimulationException($"The simulated business was not made: {answer.Error}");
    }

    private static OperationId Id(SimulatedWorld world) => new(world.NewId());

    private static LocalText Text(string text) => new(text, text);

    private static Money Rub(long minor) => new(minor, Currency.Rub);
}
