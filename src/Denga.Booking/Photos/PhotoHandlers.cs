using System.Globalization;
using System.Text.Json;
using Denga.Booking.Objects;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Photos;

/// <summary>The photos of objects. Their files were looked at and stripped when they were kept (<see cref="FileStore.SavePhoto"/>).</summary>
internal sealed class PhotoHandlers(ObjectHandlers objects, FileStore files)
    : IOperationHandler<AddObjectPhoto, RentalObject>,
        IOperationHandler<ArrangePhotos, RentalObject>
{
    private const int PhotosMax = 10;

    public async Task<Result<RentalObject>> Handle(AddObjectPhoto operation, CancellationToken cancel)
    {
        if (Path.GetExtension(operation.File) is not (".jpg" or ".png"))
            return FileErrors.NotAPhoto;
        var opened = await files.Open(operation.File, cancel);
        if (!opened.IsOk)
            return opened.Error;
        byte[] content;
        await using (opened.Value)
        {
            using var copy = new MemoryStream();
            await opened.Value.CopyToAsync(copy, cancel);
            content = copy.ToArray();
        }
        var thumbnail = await Thumbnail(operation.File, content, cancel);
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
                await using var update = new NpgsqlCommand("update object set photos = $2 where id = $1", unit.Connection)
                    .With(id.Value)
                    .With(JsonSerializer.Serialize(after.Value, DengaJson.Options), NpgsqlDbType.Jsonb);
                await update.ExecuteNonQueryAsync(cancel);
                return null;
            },
            cancel
        );

    /// <summary>The photo within a frame, drawn by what draws pictures; null where nothing does.</summary>
    private async Task<string?> Thumbnail(string file, byte[] content, CancellationToken cancel)
    {
        const int width = 480;
        const int height = 360;
        var type = file.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg";
        var svg = string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}"><image width="{width}" height="{height}" preserveAspectRatio="xMidYMid slice" xlink:href="data:{type};base64,{Convert.ToBase64String(content)}"/></svg>"""
        );
        return await files.Draw(svg, cancel) is { } drawn && await files.KeepDrawn(drawn, cancel) is { IsOk: true } kept
            ? kept.Value
            : null;
    }
}
