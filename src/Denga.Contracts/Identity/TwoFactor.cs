namespace Denga.Contracts.Identity;

/// <summary>Makes a secret for an authenticator (RFC 6238: SHA-1, six digits, 30 s). It counts once a code of it was given. A repeat makes another.
/// Errors: <c>identity.two_factor_on</c>, <c>identity.password_needed</c> and <c>identity.bad_credentials</c> where the person has a password,
/// <c>identity.sign_in_needed</c> with the token of a web chat of somebody who has a messenger to sign in with, <c>identity.locked</c>.</summary>
/// <param name="Password">Of those who have one.</param>
[Operation("POST /api/v1/me/two-factor", Summary = "Begins to set up an authenticator.")]
public sealed record StartTwoFactor(PersonId Person, string? Password = null, SessionId? Current = null) : IOperation<TwoFactorSecret>;

/// <param name="Secret">In base 32, for typing in.</param>
/// <param name="Uri"><c>otpauth://</c>.</param>
/// <param name="Qr">The same as a QR code, SVG.</param>
public sealed record TwoFactorSecret(string Secret, string Uri, string Qr);

/// <summary>Switches the second factor on. Errors: <c>identity.bad_code</c>, <c>identity.code_used</c>, <c>identity.two_factor_on</c>,
/// <c>identity.locked</c>.</summary>
[Operation("POST /api/v1/me/two-factor/confirmation", Summary = "Switches the second factor on with a code.")]
public sealed record ConfirmTwoFactor(PersonId Person, string Code) : IOperation<RecoveryCodes>;

/// <summary>Each stands in for the authenticator once. They are shown here and never again.</summary>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

/// <summary>New recovery codes; the old ones are void. Errors: <c>identity.bad_code</c>, <c>identity.code_used</c>, <c>identity.two_factor_off</c>,
/// <c>identity.locked</c>, and as <see cref="StartTwoFactor"/>.</summary>
[Operation("POST /api/v1/me/two-factor/recovery-codes", Summary = "Makes new recovery codes; the old ones are void.")]
public sealed record RenewRecoveryCodes(PersonId Person, string Code, string? Password = null, SessionId? Current = null)
    : IOperation<RecoveryCodes>;

/// <summary>Switches the second factor off, with a code of the authenticator or a recovery code. Errors: as <see cref="RenewRecoveryCodes"/>.</summary>
[Operation("POST /api/v1/me/two-factor/removal", Summary = "Switches the second factor off.")]
public sealed record RemoveTwoFactor(PersonId Person, string Code, string? Password = null, SessionId? Current = null) : IOperation<Done>;

/// <summary>Asks the person for a code before something weighty. With an authenticator nothing is sent; else a code goes to his e-mail, else to his
/// messenger. Errors: <c>identity.no_second_channel</c>, <c>identity.too_many</c>.</summary>
/// <param name="Purpose">What the code allows, such as <c>transfer op_…</c>; at most 100 characters.</param>
[Operation("POST /api/v1/step-ups", Summary = "Asks for a code before something weighty.")]
public sealed record RequestStepUp(PersonId Person, string Purpose) : IOperation<StepUp>;

/// <param name="Method"><c>authenticator</c>, <c>email</c> or <c>messenger</c>: where the code comes from.</param>
public sealed record StepUp(string Method, DateTimeOffset? ExpiresAt);

/// <summary>Whether the code allows the purpose; a right one is used up by this. Asked by the module that does the weighty thing.
/// Errors: <c>identity.step_up_needed</c> (without a code; the argument <c>purpose</c> is what to ask <see cref="RequestStepUp"/> for),
/// <c>identity.bad_code</c>, <c>identity.code_used</c>, <c>identity.locked</c>.</summary>
[Operation]
public sealed record VerifyStepUp(PersonId Person, string Purpose, string? Code) : IOperation<Done>;
