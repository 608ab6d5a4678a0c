namespace Denga.Contracts.Stars;

/// <summary>What an operator may be let do in the shop of Stars (<see cref="OperationAttribute.Right"/>).</summary>
public static class StarsRights
{
    /// <summary>Sets margins.</summary>
    public const string Prices = "stars.prices";
}

/// <summary>What is added to the seller's price of an order.</summary>
/// <param name="Product">Null: of both.</param>
/// <param name="From">From this quantity on, 0 or more.</param>
/// <param name="Percent">0 to 200, with at most 4 decimals.</param>
public sealed record StarsMargin(StarsProduct? Product, int From, decimal Percent);

/// <summary>The margins as they are: the last rule that fits decides, and without one <paramref name="Otherwise"/>.</summary>
/// <param name="Version">Grows with each change; 0: they are those of the settings, and nobody has changed them.</param>
public sealed record StarsMargins(long Version, decimal Otherwise, IReadOnlyList<StarsMargin> Rules);

[Operation("GET /api/v1/stars/margins", Access = Access.Operator, Summary = "What the shop adds to its sellers' prices.")]
public sealed record StarsMarginsNow(PersonId Person) : IOperation<StarsMargins>;

/// <summary>Sets the margins anew, in place of those of the settings: prices are made by them within seconds, and quotes that were made hold. Who, why, before
/// and after are in the audit. A repeat answers them as they are now. Errors: <c>stars.bad_margins</c> (a percent or quantity that there is not, more than
/// 50 rules), <c>stars.margins_changed</c> (<paramref name="Version"/> is not the newest), <c>stars.bad_reason</c> (1 to 200 characters), those of
/// <see cref="Identity.VerifyStepUp"/>, <c>operation.id_reused</c>.</summary>
/// <param name="Version">That was seen.</param>
/// <param name="Code">Of a step-up with the purpose <c>margins</c>.</param>
[Operation(
    "PUT /api/v1/stars/margins",
    Access = Access.Operator,
    Right = StarsRights.Prices,
    Summary = "Sets what the shop adds to its sellers' prices."
)]
public sealed record SetStarsMargins(
    OperationId Id,
    PersonId Person,
    long Version,
    decimal Otherwise,
    IReadOnlyList<StarsMargin> Rules,
    string Reason,
    string? Code = null
) : IOperation<StarsMargins>;
