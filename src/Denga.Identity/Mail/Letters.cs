using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Identity.Mail;

/// <summary>E-mails on their way. Whoever causes one does not wait for the mail server, so that an answer takes the same time with one and without.</summary>
internal sealed class Letters(Sealing sealing, PublicAddress denga, TimeProvider clock)
{
    private const string Purpose = "letter";

    internal Task Write(NpgsqlConnection connection, string address, LetterPair letter, string code, string language)
    {
        var text = letter.Of(language);
        var link = denga.IsGiven ? "\n\n" + denga.Base : "";
        return connection.ExecuteAsync(
            """
            insert into letter (id, address, subject, text, written_at, next_attempt_at)
            values (@id, @address, @Subject, @text, @now, @now)
            """,
            new
            {
                id = Guid.CreateVersion7(),
                address,
                text.Subject,
                text = sealing.Seal(Purpose, text.Text(code) + link),
                now = clock.GetUtcNow(),
            }
        );
    }

    /// <summary>Null when the key file was replaced meanwhile.</summary>
    internal string? Read(byte[] text) => sealing.OpenText(Purpose, text);
}

/// <summary>What would have been sent, for developers.</summary>
internal sealed class MailboxHandler(Database<IdentityModule> database, Letters letters) : IOperationHandler<Mailbox, IReadOnlyList<Letter>>
{
    private const int ListMax = 50;

    public async Task<Result<IReadOnlyList<Letter>>> Handle(Mailbox operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<Row>(
            $"select address, subject, text, written_at WrittenAt from letter order by id desc limit {ListMax}"
        );
        return rows.Select(r => new Letter(r.Address, r.Subject, letters.Read(r.Text) ?? "", r.WrittenAt.Utc())).ToList();
    }

    private sealed record Row(string Address, string Subject, byte[] Text, DateTime WrittenAt);
}
