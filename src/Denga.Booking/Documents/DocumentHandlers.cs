using System.Security.Cryptography;
using System.Text;
using Denga.Booking.Bookings;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Denga.Platform.Operations;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Booking.Documents;

/// <summary>Documents of the person's own bookings, and his agreement to the contract.</summary>
internal sealed class DocumentHandlers(
    Database<BookingModule> database,
    FileStore files,
    IOperations operations,
    IOptions<BookingOptions> options,
    TimeProvider clock
)
    : IOperationHandler<BookingDocumentOf, BookingDocument>,
        IOperationHandler<GuestsDocument, BookingDocument>,
        IOperationHandler<PrintBookingDocument, PrintedDocument>,
        IOperationHandler<AcceptContract, AcceptedContract>,
        IDisposable
{
    private static readonly TimeSpan PrintedWithin = TimeSpan.FromSeconds(20);
    private readonly PdfPrinter printer = new(1, PrintedWithin, clock);

    public async Task<Result<BookingDocument>> Handle(BookingDocumentOf operation, CancellationToken cancel)
    {
        var language = await LanguageOf(operation.Person, operation.Language, cancel);
        if (!language.IsOk)
            return language.Error;
        await using var connection = await database.Open(cancel);
        var html = await Write(connection, operation.Person, operation.Booking, operation.Paper, language.Value, cancel);
        if (!html.IsOk)
            return html.Error;
        var hash = HashOf(html.Value);
        await using var accepted = new NpgsqlCommand("select accepted_at from contract where booking_id = $1 and hash = $2", connection)
            .With(operation.Booking.Value)
            .With(hash);
        return new BookingDocument(
            html.Value,
            hash,
            await accepted.ExecuteScalarAsync(cancel) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : null
        );
    }

    public async Task<Result<BookingDocument>> Handle(GuestsDocument operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand("select person_id from booking where id = $1")
            .With(operation.Booking.Value);
        return await command.ExecuteScalarAsync(cancel) is Guid guest
            ? await Handle(new BookingDocumentOf(PersonId.From(guest), operation.Booking, operation.Paper, operation.Language), cancel)
            : BookingErrors.BookingNotFound;
    }

    public async Task<Result<PrintedDocument>> Handle(PrintBookingDocument operation, CancellationToken cancel)
    {
        var document = await Handle(
            new BookingDocumentOf(operation.Person, operation.Booking, operation.Paper, operation.Language),
            cancel
        );
        if (!document.IsOk)
            return document.Error;
        byte[] pdf;
        try
        {
            pdf = await printer.Print(document.Value.Html, cancel);
        }
        catch (PrintException)
        {
            return PriceErrors.NotPrinted;
        }
        var file = await files.Save(pdf, $"denga-{operation.Paper.ToString().ToLowerInvariant()}.pdf", cancel);
        return file.IsOk ? new PrintedDocument(file.Value) : file.Error;
    }

    public Task<Result<AcceptedContract>> Handle(AcceptContract operation, CancellationToken cancel) =>
        database.Attempt<AcceptedContract>(
            async unit =>
            {
                var language = operation.Language == "ru" ? "ru" : "en";
                var html = await Write(unit.Connection, operation.Person, operation.Booking, BookingPaper.Contract, language, cancel);
                if (!html.IsOk)
                    return html.Error;
                var hash = HashOf(html.Value);
                if (!string.Equals(hash, operation.Hash, StringComparison.OrdinalIgnoreCase))
                    return PriceErrors.ContractChanged;
                await using var batch = new NpgsqlBatch(unit.Connection);
                batch
                    .Command(
                        """
                        insert into contract (booking_id, hash, person_id, language, html, accepted_at) values ($1, $2, $3, $4, $5, $6)
                        on conflict (booking_id, hash) do nothing
                        """
                    )
                    .With(operation.Booking.Value)
                    .With(hash)
                    .With(operation.Person.Value)
                    .With(language)
                    .With(html.Value)
                    .With(clock.GetUtcNow());
                batch
                    .Command("select accepted_at from contract where booking_id = $1 and hash = $2")
                    .With(operation.Booking.Value)
                    .With(hash);
                await using var row = await batch.ExecuteReaderAsync(cancel);
                await row.ReadAsync(cancel);
                return new AcceptedContract(hash, row.GetFieldValue<DateTimeOffset>(0));
            },
            cancel
        );

    public void Dispose() => printer.Dispose();

    private async Task<Result<string>> LanguageOf(PersonId person, string? asked, CancellationToken cancel)
    {
        if (asked is not null)
            return asked == "ru" ? "ru" : "en";
        var profile = await operations.Ask(new Profile(person), cancel);
        return profile.IsOk
            ? profile.Value.Language == "ru"
                ? "ru"
                : "en"
            : profile.Error;
    }

    private async Task<Result<string>> Write(
        NpgsqlConnection connection,
        PersonId person,
        BookingId id,
        BookingPaper paper,
        string language,
        CancellationToken cancel
    )
    {
        if (await BookingRow.Find(connection, id, cancel) is not { } booking || booking.Person != person)
            return BookingErrors.BookingNotFound;
        if (paper == BookingPaper.Receipt && booking.Due.All(d => d.PaidAt is null))
            return PriceErrors.NothingPaid;
        var of = (await ObjectRow.Find(connection, booking.Object, cancel))!;
        return DocumentPage.Write(paper, booking, of, options.Value.Owner, language);
    }

    private static string HashOf(string html) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(html)));
}
