using System.Text.Json;
using Denga.Booking.AddOns;
using Denga.Booking.Availability;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Booking.Promo;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Booking.Bookings;

/// <summary>Prices a stay of an object by its tariff, the add-ons and the promo code as they are now.</summary>
internal static class StayPrices
{
    private const int AddOnsMax = 30;

    /// <summary>Errors: <c>booking.no_tariff</c>, <c>booking.add_on_not_found</c>, <c>booking.promo_refused</c>, those of
    /// <see cref="StayPricing.Price"/>. What is limited is looked at, and taken when it is booked (<see cref="Extras"/>).</summary>
    /// <param name="changed">The price of a booking that is changed; null for a new one. It keeps its promo code, as long as the stay is one for it, and the add-ons that it
    /// has, also when they are not offered any more.</param>
    internal static async Task<Result<PricedStay>> Price(
        NpgsqlConnection connection,
        ObjectRow of,
        PricedPeriod period,
        int guests,
        IReadOnlyList<ChosenAddOn> addOns,
        string? promo,
        PersonId person,
        DateTimeOffset now,
        PricedStay? changed,
        CancellationToken cancel
    )
    {
        if (addOns.Count > AddOnsMax)
            return PriceErrors.AddOnQuantity;
        // A booking that is there may be changed by a tariff that prices nothing new.
        if (await TariffOf(connection, of.Id, isArchivedToo: changed is not null, cancel) is not var (tariff, version, rules))
            return BookingErrors.NoTariff;
        var chosen = await Chosen(connection, of, addOns, changed, atHandover: false, cancel);
        if (!chosen.IsOk)
            return chosen.Error;
        var code = promo is null ? null : await Usable(connection, promo, person, changed, cancel);
        if (promo is not null && code is null)
            return PriceErrors.PromoRefused;
        return StayPricing.Price(
            rules,
            new PriceInputs(StayPricing.Rules, tariff, version, period, guests, chosen.Value, code, now, StayTimes.Today(of.Text, now))
        );
    }

    /// <summary>What add-ons cost that are charged at the handover of a booking. Errors: <c>booking.add_on_not_found</c>, those of
    /// <see cref="StayPricing.Charges"/>.</summary>
    internal static async Task<Result<Money>> Charges(
        NpgsqlConnection connection,
        BookingRow booking,
        IReadOnlyList<ChosenAddOn> addOns,
        CancellationToken cancel
    )
    {
        if (addOns.Count > AddOnsMax)
            return PriceErrors.AddOnQuantity;
        var of = (await ObjectRow.Find(connection, booking.Object, cancel))!;
        var chosen = await Chosen(connection, of, addOns, changed: null, atHandover: true, cancel);
        return chosen.IsOk ? StayPricing.Charges(booking.Price, chosen.Value) : chosen.Error;
    }

    /// <summary>What a night, day or hour of each day costs, for as many guests as are included; null without a tariff.</summary>
    internal static IReadOnlyList<Money?> EachDay(TariffRules? rules, DateOnly from, DateOnly to) =>
        [
            .. Enumerable
                .Range(0, to.DayNumber - from.DayNumber)
                .Select(n => rules is null ? (Money?)null : StayPricing.PriceOn(rules, from.AddDays(n)).Price),
        ];

    /// <summary>The tariff that prices an object now: id, version, rules.</summary>
    internal const string RulesSelect = """
        select t.id, t.version, v.rules from object o
        join tariff t on t.id = o.tariff_id and t.currency = o.currency and t.sold_by = o.sold_by
        join tariff_version v on v.tariff_id = t.id and v.version = t.version
        """;

    internal static async Task<(TariffId Id, int Version, TariffRules Rules)?> TariffOf(
        NpgsqlConnection connection,
        ObjectId of,
        bool isArchivedToo,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(RulesSelect + " where o.id = $1 and ($2 or not t.archived)", connection)
            .With(of.Value)
            .With(isArchivedToo);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (TariffId.From(row.GetGuid(0)), row.GetInt32(1), RulesOf(row.GetString(2))) : null;
    }

    private static async Task<Result<IReadOnlyList<PricedAddOn>>> Chosen(
        NpgsqlConnection connection,
        ObjectRow of,
        IReadOnlyList<ChosenAddOn> chosen,
        PricedStay? changed,
        bool atHandover,
        CancellationToken cancel
    )
    {
        if (chosen.Count == 0)
            return Array.Empty<PricedAddOn>();
        var had = changed?.Inputs.AddOns.Select(a => a.AddOn.Value).ToArray() ?? [];
        await using var command = new NpgsqlCommand(
            $"""
            select {AddOnHandlers.Columns} from add_on
            where id = any ($1) and (id = any ($3) or not archived and at_handover = $4 and (cardinality(types) = 0 or $2 = any (types)))
            """,
            connection
        ).With(chosen.Select(a => a.AddOn.Value).ToArray()).With(of.Text.Type).With(had).With(atHandover);
        var known = new Dictionary<AddOnId, AddOn>();
        await using (var rows = await command.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
            {
                var one = AddOnHandlers.Read(rows);
                known[one.Id] = one;
            }
        if (chosen.Any(a => !known.ContainsKey(a.AddOn)))
            return PriceErrors.AddOnNotFound;
        return chosen
            .Select(a => new PricedAddOn(a.AddOn, known[a.AddOn].Version, known[a.AddOn].Name, known[a.AddOn].Terms, a.Quantity))
            .ToArray();
    }

    private static async Task<PricedPromo?> Usable(
        NpgsqlConnection connection,
        string written,
        PersonId person,
        PricedStay? changed,
        CancellationToken cancel
    )
    {
        if (PromoHandlers.CodeOf(written) is not { } code)
            return null;
        // A booking that has it keeps it, as it was.
        if (changed?.Inputs.Promo is { } had && had.Code == code)
            return had;
        await using var command = new NpgsqlCommand(
            """
            select terms from promo p where code = $1 and used < uses_max
                and not exists (select from promo_use u where u.code = p.code and u.person_id = $2)
            """,
            connection
        ).With(code).With(person.Value);
        return await command.ExecuteScalarAsync(cancel) is string terms ? new PricedPromo(code, PromoHandlers.TermsOf(terms)) : null;
    }

    internal static TariffRules RulesOf(string json) => JsonSerializer.Deserialize<TariffRules>(json, DengaJson.Options)!;
}
