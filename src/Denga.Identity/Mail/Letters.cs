using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Jobs;
using Denga.Platform.Keys;
using Denga.Platform.Operations;
using Denga.Platform.Work;
using Microsoft.Extensions.Options;

namespace Denga.Identity.Mail;

/// <summary>A letter on its way to the mail server.</summary>
/// <param name="Text">Sealed, because it may hold a code.</param>
/// <param name="Files">Keys of what is attached; null, as in work of the build before this one, is nothing.</param>
internal sealed record LetterWork(string Address, string Subject, byte[] Text, IReadOnlyList<string>? Files = null) : IWork
{
    public static string Kind => "identity.letter";
}

/// <summary>E-mails on their way. Whoever causes one does not wait for the mail server, so that an answer takes the same time with one and without.</summary>
internal sealed class Letters(Sealing sealing, PublicAddress denga, IOptions<IdentityOptions> options, TimeProvider clock)
{
    private const string Purpose = "letter";

    internal Task Write(UnitOfWork unit, string address, LetterPair letter, string code, string language) =>
        Write(unit, Guid.CreateVersion7(), address, letter.Of(language).Subject, letter.Of(language).Text(code), files: []);

    /// <param name="id">The same one again is the same letter.</param>
    internal async Task Write(UnitOfWork unit, Guid id, string address, string subject, string text, IReadOnlyList<string> files)
    {
        var link = denga.IsGiven ? "\n\n" + denga.Base : "";
        var work = new LetterWork(address, subject, sealing.Seal(Purpose, text + link), files);
        if (options.Value.SmtpHost is not null)
            unit.Later(work, id.ToString());
        else
            await unit.Connection.ExecuteAsync(
                """
                insert into letter (id, address, subject, text, files, written_at, next_attempt_at)
                values (@id, @Address, @Subject, @Text, @files, @now, @now)
                on conflict (id) do nothing
                """,
                new
                {
                    id,
                    work.Address,
                    work.Subject,
                    work.Text,
                    files = files.ToArray(),
                    now = clock.GetUtcNow(),
                }
            );
    }

    /// <summary>Null when the key file was replaced meanwhile.</summary>
    internal string? Read(byte[] text) => sealing.OpenText(Purpose, text);
}

/// <summary>Letters that other modules write.</summary>
internal sealed class SendLetterHandler(Database<IdentityModule> database, KnownPeople people, Letters letters)
    : IOperationHandler<SendLetter, Done>
{
    public async Task<Result<Done>> Handle(SendLetter operation, CancellationToken cancel)
    {
        if (await people.Find(operation.Person, cancel) is not { } person)
            return IdentityErrors.UnknownPerson;
        return await database.Attempt(
            async unit =>
            {
                if (await EmailAccounts.Of(person.Id, unit.Connection) is not { } account)
                    return IdentityErrors.NoEmail;
                await letters.Write(unit, operation.Id.Value, account.Address, operation.Subject, operation.Text, operation.Files ?? []);
                return (Result<Done>)Done.It;
            },
            cancel
        );
    }
}

/// <summary>The table <c>letter</c> has what waits for a mail server to be configured, and what the build before this one left. A day later it is
/// deleted; before, whoever has a mail server has it sent.</summary>
internal sealed class QueueLetters(Database<IdentityModule> database, IOptions<IdentityOptions> options, TimeProvider clock) : IJob
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    public string Name => "identity.queue-letters";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public Task Run(CancellationToken cancel) =>
        database.Transaction(
            async unit =>
            {
                var now = clock.GetUtcNow();
                await unit.Connection.ExecuteAsync("delete from letter where written_at < @before", new { before = now - KeptFor });
                if (options.Value.SmtpHost is null)
                    return 0;
                // What is not due is in the hands of the build before this one.
                var left = await unit.Connection.QueryAsync<(Guid Id, string Address, string Subject, byte[] Text, string[] Files)>(
                    "delete from letter where next_attempt_at <= @now returning id, address, subject, text, files",
                    new { now }
                );
                foreach (var (id, address, subject, text, files) in left)
                    unit.Later(new LetterWork(address, subject, text, files), id.ToString());
                return 0;
            },
            cancel
        );
}

/// <summary>What would have been sent, for developers.</summary>
internal sealed class MailboxHandler(Database<IdentityModule> database, Letters letters) : IOperationHandler<Mailbox, IReadOnlyList<Letter>>
{
    private const int ListMax = 50;

    public async Task<Result<IReadOnlyList<Letter>>> Handle(Mailbox operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<Row>(
            $"select address, subject, text, written_at WrittenAt from letter order by written_at desc, id desc limit {ListMax}"
        );
        return rows.Select(r => new Letter(r.Address, r.Subject, letters.Read(r.Text) ?? "", r.WrittenAt.Utc())).ToList();
    }

    private sealed record Row(string Address, string Subject, byte[] Text, DateTime WrittenAt);
}
