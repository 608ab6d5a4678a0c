using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Payments.Invoices;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Denga.Platform.Outside;

namespace Denga.Payments.Paying;

/// <summary>Begins attempts. The row with its key is committed before the provider hears of it; what is unknown afterwards is asked about.</summary>
internal sealed class Starting(IPaymentTables tables, Facts facts, IOperations operations, PublicAddress address, TimeProvider clock)
{
    /// <summary>The first question to the provider about an attempt whose beginning nobody answered for; it may be that nobody was asked.</summary>
    private static readonly TimeSpan FirstQuestion = TimeSpan.FromSeconds(15);

    internal async Task<string> Language(PersonId person, CancellationToken cancel)
    {
        var profile = await operations.Ask(new Profile(person), cancel);
        return profile.IsOk ? profile.Value.Language : "en";
    }

    /// <summary>Writes the attempt down, in the transaction that holds the invoice. False when the id is taken.</summary>
    internal async Task<bool> Write(UnitOfWork unit, PaymentRow payment, CancellationToken cancel)
    {
        if (!await tables.Insert(unit, payment, cancel))
            return false;
        unit.Later(new AskPayment(payment.Id), payment.Id.ToString(), at: payment.StartedAt + FirstQuestion);
        return true;
    }

    internal PaymentRow New(PaymentId id, InvoiceRow invoice, string provider, string language) =>
        new()
        {
            Id = id,
            Invoice = invoice.Id,
            Provider = provider,
            Amount = invoice.Missing,
            Language = language,
            State = PaymentState.Unknown,
            StartedAt = clock.Moment(),
        };

    /// <summary>Asks the provider for the money, and takes what it answers. No answer leaves the attempt unknown.</summary>
    internal async Task Begin(IPaymentProvider provider, InvoiceRow invoice, PaymentRow payment, CancellationToken cancel)
    {
        var order = new PaymentOrder(
            payment.Id,
            invoice.Id,
            invoice.Person,
            payment.Amount,
            Descriptions.Of(invoice.Purpose).In(payment.Language),
            invoice.Tax,
            new Uri(address.Of($"/app/invoices/{invoice.Id}")),
            new Uri(address.Of($"/hooks/{provider.Name}")),
            payment.StartedAt,
            invoice.ExpiresAt,
            payment.Language
        );
        try
        {
            await facts.Take(provider, await provider.Start(order, cancel), webhook: null, cancel);
        }
        catch (OutsideException)
        {
            // It stays unknown, and is asked about.
        }
    }
}
