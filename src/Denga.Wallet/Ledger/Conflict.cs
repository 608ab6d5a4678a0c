using Npgsql;

namespace Denga.Wallet.Ledger;

/// <summary>Tells that somebody else wrote between reading and writing: read again and decide anew.</summary>
internal static class Conflict
{
    /// <summary>The database found an account or chain moved on, an id used, or a floor that another hold came close to.</summary>
    internal static bool Is(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected || IsOfId(e) || IsOfAccount(e);

    /// <summary>The same id, reversal or capture was written meanwhile.</summary>
    internal static bool IsOfId(PostgresException e) =>
        e.SqlState == PostgresErrorCodes.UniqueViolation
        && e.ConstraintName
            is "posting_pkey"
                or "posting_reversed_once"
                or "posting_captures_once"
                or "hold_pkey"
                or "posting_id_once"
                or "hold_id_once";

    private static bool IsOfAccount(PostgresException e) =>
        e.SqlState == PostgresErrorCodes.CheckViolation
        && e.ConstraintName is "account_floor" or "account_ceiling" or "account_closed_is_empty" or "account_held_not_negative";
}
