namespace Denga.Contracts.Payments;

/// <summary>What the sandbox provider shows on its page: play money, on while no real provider is configured.</summary>
/// <param name="Paid">Zero until it is paid.</param>
/// <param name="ReturnTo">Where the payer goes afterwards.</param>
public sealed record SandboxPayment(
    PaymentId Payment,
    Money Amount,
    string Description,
    PaymentState State,
    Money Paid,
    DateTimeOffset ExpiresAt,
    string ReturnTo
);

/// <summary>A payment at the sandbox. Error: <c>payments.payment_not_found</c> (also where the sandbox is off).</summary>
[Operation("GET /api/v1/sandbox/payments/{payment}", Access = Access.Anyone, Summary = "A payment at the sandbox provider.")]
public sealed record SandboxPaymentById(PaymentId Payment) : IOperation<SandboxPayment>;

/// <summary>Plays the payer and the provider. What is paid stays so: a repeat answers the payment as it is. Errors: <c>payments.payment_not_found</c>,
/// <c>payments.unknown_play</c>.</summary>
/// <param name="Do"><c>pay</c>; <c>refuse</c> (another try may follow); <c>pay-half</c>, <c>pay-double</c>; <c>pay-late</c> (after its time);
/// <c>webhook-twice</c> (paid, told twice); <c>no-webhook</c> (paid, and nobody is told).</param>
[Operation("POST /sandbox/pay/{payment}", Access = Access.Anyone, Summary = "Plays the payer at the sandbox provider.")]
public sealed record PlaySandbox(PaymentId Payment, string Do) : IOperation<SandboxPayment>;
