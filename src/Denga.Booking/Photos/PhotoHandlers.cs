using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Denga.Booking.Objects;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Denga.Platform.Operations;
using Denga.Platform.Work;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Photos;

/// <summary>The photos of objects. Their files were looked at and stripped when they were kept (<see cref="FileStore.SavePhoto"/>).</summary>
internal sealed class PhotoHandlers(Database<BookingModule> database, ObjectHandlers objects, FileStore files, TimeProvider clock)
    : IOperationHandler<AddObjectPhoto, RentalObject>,
        IOperationHandler<ArrangePhotos, RentalObject>,
        IOperationHandler<RemoveObjectPhoto, RentalObject>
{
    private const int PhotosMax = 10;
    private const int BookingPhotosMax = 50;

    /// <summary>Keeps what was sent and adds it to the object. The same under the same id is there once, also when two come at once. Errors: those of
    /// <see cref="AddObjectPhoto"/> and of <see cref="FileStore.SavePhoto"/>, <c>operation.id_reused</c>.</summary>
    internal async Task<Result<RentalObject>> Upload(
        OperationId id,
        PersonId by,
        ObjectId of,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        var hash = SHA256.HashData([.. of.Value.ToByteArray(), .. content.Span]);
        await using (var connection = await database.Open(cancel))
        {
            if (await ObjectRow.Find(connection, of, cancel) is not { } known)
                return BookingErrors.ObjectNotFound;
            if (await Uploaded(connection, id, cancel) is var (before, _))
                return OperationRecord.Repeat(before, hash, known.Told());
            // Before anything is kept.
            if (known.Photos.Count >= PhotosMax)
                return BookingErrors.TooManyPhotos;
        }
        using var sent = new MemoryStream(content.ToArray(), writable: false);
        var file = await files.SavePhoto(by, sent, cancel);
        if (!file.IsOk)
            return file.Error;
        // Of what is kept: what a camera wrote into the file is not in the small one either.
        var thumbnail = await Thumbnail(file.Value, cancel);
        var isAdded = false;
        var changed = await objects.Change(
            of,
            by,
            async (unit, before) =>
            {
                isAdded = false;
                if (await Uploaded(unit.Connection, id, cancel) is var (known, _))
                    return OperationRecord.IsSame(known, hash) ? null : OperationRecord.IdReused;
                if (before.Photos.Count >= PhotosMax)
                    return BookingErrors.TooManyPhotos;
                unit.AtCommit("insert into photo_upload (id, request_hash, object_id, file, at) values ($1, $2, $3, $4, $5)")
                    .With(id.Value)
                    .With(hash)
                    .With(of.Value)
                    .With(file.Value)
                    .With(clock.GetUtcNow());
                await Write(unit, before, [.. before.Photos, new ObjectPhoto(file.Value, thumbnail)], cancel);
                isAdded = true;
                return null;
            },
            cancel
        );
        if (!isAdded)
        {
            await files.Delete(file.Value, cancel);
            if (thumbnail is not null)
                await files.Delete(thumbnail, cancel);
        }
        return changed;
    }

    /// <summary>Keeps a photo of a booking. The same under the same id is kept once. Errors: <c>booking.booking_not_found</c>,
    /// <c>booking.too_many_photos</c>, those of <see cref="FileStore.SavePhoto"/>, <c>operation.id_reused</c>.</summary>
    internal async Task<Result<KeptPhoto>> Keep(
        OperationId id,
        PersonId by,
        BookingId of,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        var hash = SHA256.HashData([.. of.Value.ToByteArray(), .. content.Span]);
        await using (var connection = await database.Open(cancel))
        {
            if (await Uploaded(connection, id, cancel) is var (before, there))
                return OperationRecord.Repeat(before, hash, new KeptPhoto(there));
            await using var find = new NpgsqlCommand(
                "select (select count(*)::int from photo_upload where booking_id = $1) from booking where id = $1",
                connection
            ).With(of.Value);
            if (await find.ExecuteScalarAsync(cancel) is not int count)
                return BookingErrors.BookingNotFound;
            if (count >= BookingPhotosMax)
                return BookingErrors.TooManyPhotos;
        }
        using var sent = new MemoryStream(content.ToArray(), writable: false);
        var file = await files.SavePhoto(by, sent, cancel);
        if (!file.IsOk)
            return file.Error;
        await using var insert = database
            .Source.CreateCommand(
                "insert into photo_upload (id, request_hash, booking_id, file, at) values ($1, $2, $3, $4, $5) on conflict (id) do nothing"
            )
            .With(id.Value)
            .With(hash)
            .With(of.Value)
            .With(file.Value)
            .With(clock.GetUtcNow());
        if (await insert.ExecuteNonQueryAsync(cancel) == 1)
            return new KeptPhoto(file.Value);
        // Two came at once: the other one's is it.
        await files.Delete(file.Value, cancel);
        await using var again = await database.Open(cancel);
        var (kept, first) = (await Uploaded(again, id, cancel))!.Value;
        return OperationRecord.Repeat(kept, hash, new KeptPhoto(first));
    }

    public async Task<Result<RentalObject>> Handle(AddObjectPhoto operation, CancellationToken cancel)
    {
        if (Path.GetExtension(operation.File) is not (".jpg" or ".png"))
            return FileErrors.NotAPhoto;
        var opened = await files.Open(operation.File, cancel);
        if (!opened.IsOk)
            return opened.Error;
        await opened.Value.DisposeAsync();
        var thumbnail = await Thumbnail(operation.File, cancel);
        return await Change(
            operation.Object,
            operation.Person,
            photos =>
            {
                if (photos.Any(p => p.File == operation.File))
                    return photos.ToArray();
                if (photos.Count >= PhotosMax)
                    return BookingErrors.TooManyPhotos;
                return photos.Append(new ObjectPhoto(operation.File, thumbnail)).ToArray();
            },
            cancel
        );
    }

    public Task<Result<RentalObject>> Handle(ArrangePhotos operation, CancellationToken cancel) =>
        Change(
            operation.Object,
            operation.Person,
            photos =>
                operation.Files.Distinct(StringComparer.Ordinal).Count() == operation.Files.Count
                && operation.Files.All(f => photos.Any(p => p.File == f))
                    ? (Result<ObjectPhoto[]>)operation.Files.Select(f => photos.First(p => p.File == f)).ToArray()
                    : BookingErrors.UnknownPhoto,
            cancel
        );

    public Task<Result<RentalObject>> Handle(RemoveObjectPhoto operation, CancellationToken cancel) =>
        Change(
            operation.Object,
            operation.Person,
            photos => (Result<ObjectPhoto[]>)photos.Where(p => p.File != operation.File).ToArray(),
            cancel
        );

    /// <summary>Deletes the files of photos that an object has no more: small ones, and those that were sent for it and that no other object shows.</summary>
    internal static async Task Forget(UnitOfWork unit, ObjectRow of, IEnumerable<ObjectPhoto> gone, CancellationToken cancel)
    {
        foreach (var photo in gone)
        {
            await using var find = new NpgsqlCommand(
                """
                select exists (select from photo_upload where object_id = $1 and file = $2)
                    and not exists (select from object where id <> $1 and photos @> jsonb_build_array(jsonb_build_object('file', $2)))
                """,
                unit.Connection
            ).With(of.Id.Value).With(photo.File);
            var isOurs = await find.ExecuteScalarAsync(cancel) is true;
            unit.Later(new ForgetPhoto(isOurs ? photo.File : null, photo.Thumbnail), $"{of.Id}/{of.Version}/{photo.File}");
        }
    }

    private static async Task<(byte[] Hash, string File)?> Uploaded(NpgsqlConnection connection, OperationId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select request_hash, file from photo_upload where id = $1", connection).With(id.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (row.GetFieldValue<byte[]>(0), row.GetString(1)) : null;
    }

    private static async Task Write(UnitOfWork unit, ObjectRow of, ObjectPhoto[] photos, CancellationToken cancel)
    {
        await using var update = new NpgsqlCommand("update object set photos = $2 where id = $1", unit.Connection)
            .With(of.Id.Value)
            .With(JsonSerializer.Serialize(photos, DengaJson.Options), NpgsqlDbType.Jsonb);
        await update.ExecuteNonQueryAsync(cancel);
    }

    private Task<Result<RentalObject>> Change(
        ObjectId id,
        PersonId by,
        Func<IReadOnlyList<ObjectPhoto>, Result<ObjectPhoto[]>> change,
        CancellationToken cancel
    ) =>
        objects.Change(
            id,
            by,
            async (unit, before) =>
            {
                var after = change(before.Photos);
                if (!after.IsOk)
                    return after.Error;
                await Write(unit, before, after.Value, cancel);
                await Forget(unit, before, before.Photos.ExceptBy(after.Value.Select(p => p.File), p => p.File), cancel);
                return null;
            },
            cancel
        );

    /// <summary>The photo within a frame, drawn by what draws pictures; null where nothing does.</summary>
    private async Task<string?> Thumbnail(string file, CancellationToken cancel)
    {
        var opened = await files.Open(file, cancel);
        if (!opened.IsOk)
            return null;
        using var content = new MemoryStream();
        await using (opened.Value)
            await opened.Value.CopyToAsync(content, cancel);
        const int width = 480;
        const int height = 360;
        var type = file.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg";
        var svg = string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}"><image width="{width}" height="{height}" preserveAspectRatio="xMidYMid slice" xlink:href="data:{type};base64,{Convert.ToBase64String(content.GetBuffer(), 0, (int)content.Length)}"/></svg>"""
        );
        return await files.Draw(svg, cancel) is { } drawn && await files.KeepDrawn(drawn, cancel) is { IsOk: true } kept
            ? kept.Value
            : null;
    }
}

/// <summary>Files that nobody shows any more are to be deleted.</summary>
/// <param name="File">Null where somebody else may have it.</param>
internal sealed record ForgetPhoto(string? File, string? Thumbnail) : IWork
{
    public static string Kind => "booking.forget-photo";
}

internal sealed class ForgetPhotoWorker(FileStore files) : Worker<ForgetPhoto>
{
    protected override async Task<WorkResult> Work(ForgetPhoto work, WorkItem item, CancellationToken cancel)
    {
        foreach (var key in (string?[])[work.File, work.Thumbnail])
            if (key is not null)
                await files.Delete(key, cancel);
        return WorkResult.Done();
    }
}
