using System.Globalization;
using System.Text;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;
using Denga.Contracts;

namespace Denga.Bench;

/// <summary>Telegram's question whether Stars may be taken, until it is answered: beside a flood of webhooks, while the database hangs, and while it is
/// down.</summary>
internal static class Checkouts
{
    private const int Callers = 8;
    private const int Load = 64;
    private const int PerMode = 400;
    private const int Stars = 100;

    internal static async Task Run(
        BenchOptions options,
        Postgres postgres,
        StandIn standIn,
        DengaPayments denga,
        Results results,
        CancellationToken cancel
    )
    {
        var payment = await denga.TopUp(denga.Tokens[0], new Money(Stars, Currency.Parse("XTR")), cancel);
        var known = (await denga.Prepare(1, 1, isShown: false, cancel))[0][0];
        using var telegram = await Provider.Connect(denga.Address, Callers);
        await Ask("warm", PerMode, expected: true);

        var isOver = false;
        using (var provider = await Provider.Connect(denga.Address, Load))
        {
            var load = provider.Loop(() => Volatile.Read(ref isOver) ? null : denga.Webhook(known, Guid.CreateVersion7()), cancel);
            await Task.Delay(options.Seconds, cancel);
            Figure($"pre_checkout_query, beside {Load} who send webhooks", await Ask("load", PerMode, expected: true));
            Volatile.Write(ref isOver, true);
            await load;
        }

        postgres.Hang();
        try
        {
            Figure("pre_checkout_query, the database hangs: refused", await Ask("hang", PerMode / 10, expected: false));
        }
        finally
        {
            postgres.GoOn();
        }
        await postgres.Stop();
        Figure("pre_checkout_query, the database is down: refused", await Ask("down", PerMode, expected: false));

        async Task<Durations> Ask(string mode, int count, bool expected)
        {
            var before = standIn.Checkouts;
            var took = await telegram.ClosedLoop(Enumerable.Range(0, count).Select(n => Question(denga.Address, mode, n, payment)), cancel);
            var (taken, refused) = (standIn.Checkouts.Taken - before.Taken, standIn.Checkouts.Refused - before.Refused);
            if ((taken, refused) != (expected ? (count, 0) : (0, count)))
                throw new InvalidOperationException($"{mode}: of {count} questions {taken} were answered yes and {refused} no.");
            return took;
        }

        void Figure(string name, Durations took)
        {
            results.Figure(name + ", p50", took.Milliseconds(50), "ms");
            results.Figure("  p99", took.Milliseconds(99), "ms");
            results.Sample(new { what = name, answeredMs = took.Summary });
        }
    }

    private static byte[] Question(Uri address, string mode, int number, string payment)
    {
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"update_id":{{{9_000_000 + number}}},"pre_checkout_query":{"id":"{{{mode}}} {{{number}}}","from":{"id":77,"is_bot":false,"first_name":"Anna","language_code":"en"},"currency":"XTR","total_amount":{{{Stars}}},"invoice_payload":"{{{payment}}}"}}"""
        );
        return Encoding.UTF8.GetBytes(
            $"POST /hooks/telegram HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: {RunningSubject.Secret}\r\nContent-Length: {json.Length}\r\n\r\n{json}"
        );
    }
}
