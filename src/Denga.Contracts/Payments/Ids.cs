using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Payments;

[JsonConverter(typeof(TypedIdConverter<InvoiceId>))]
public readonly record struct InvoiceId(Guid Value) : ITypedId<InvoiceId>
{
    public static string Prefix => "inv";

    public static InvoiceId From(Guid value) => new(value);

    public static InvoiceId New() => new(Guid.CreateVersion7());

    public static InvoiceId Parse(string s, IFormatProvider? provider) => TypedId.Parse<InvoiceId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out InvoiceId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>One attempt to pay an invoice with one provider. It is the key under which the provider is asked, the same after every restart.</summary>
[JsonConverter(typeof(TypedIdConverter<PaymentId>))]
public readonly record struct PaymentId(Guid Value) : ITypedId<PaymentId>
{
    public static string Prefix => "pay";

    public static PaymentId From(Guid value) => new(value);

    public static PaymentId New() => new(Guid.CreateVersion7());

    public static PaymentId Parse(string s, IFormatProvider? provider) => TypedId.Parse<PaymentId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PaymentId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>A refund has the id of the operation that asked for it.</summary>
[JsonConverter(typeof(TypedIdConverter<RefundId>))]
public readonly record struct RefundId(Guid Value) : ITypedId<RefundId>
{
    public static string Prefix => "rfd";

    public static RefundId From(Guid value) => new(value);

    public static RefundId Parse(string s, IFormatProvider? provider) => TypedId.Parse<RefundId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RefundId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}
