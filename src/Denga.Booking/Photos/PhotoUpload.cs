using System.Buffers;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Files;
using Denga.Platform.Http;
using Denga.Platform.Limits;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Denga.Booking.Photos;

/// <summary>Photos are sent: the body is the JPEG or PNG itself, <c>Idempotency-Key</c> makes a repeat harmless. One of an object becomes its last, and the
/// answer is the object: whoever may <see cref="AddObjectPhoto"/> may send it. One of a booking is kept for a handover or as evidence, and the answer is its
/// file key: whoever may <see cref="RecordHandover"/> may send it. Errors: those of the store of files, <c>booking.object_not_found</c> or
/// <c>booking.booking_not_found</c>, <c>booking.too_many_photos</c>, <c>operation.id_reused</c>.</summary>
internal static class PhotoUpload
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/api/v1/booking/own/{object}/photos/upload",
                (HttpContext context, PhotoHandlers photos, [FromServices] PersonLimits limits) =>
                    Receive<AddObjectPhoto, ObjectId, RentalObject>(context, "object", BookingErrors.ObjectNotFound, limits, photos.Upload)
            )
            .WithName("UploadObjectPhoto");
        routes
            .MapPost(
                "/api/v1/booking/all/{booking}/photos",
                (HttpContext context, PhotoHandlers photos, [FromServices] PersonLimits limits) =>
                    Receive<RecordHandover, BookingId, KeptPhoto>(context, "booking", BookingErrors.BookingNotFound, limits, photos.Keep)
            )
            .WithName("UploadBookingPhoto");
    }

    /// <typeparam name="TMay">The operation that the caller must be let do.</typeparam>
    private static async Task Receive<TMay, TId, TAnswer>(
        HttpContext context,
        string name,
        Error notFound,
        PersonLimits limits,
        Func<OperationId, PersonId, TId, ReadOnlyMemory<byte>, CancellationToken, Task<Result<TAnswer>>> keep
    )
        where TId : struct, ITypedId<TId>
    {
        var cancel = context.RequestAborted;
        var caller = await context.Holder();
        if ((caller.Error ?? Permission.Refuses(OperationDescription.All[typeof(TMay)], caller.Value)) is { } forbidden)
        {
            await Problem.Write(context, forbidden);
            return;
        }
        var person = caller.Value.Person.Id;
        if (await limits.Refuses("api", person, "UploadPhoto", cancel) is var (limit, left))
        {
            await RateLimitHeaders.Refuse(context, limit, left);
            return;
        }
        if (!TypedId.TryParse<TId>((string?)context.Request.RouteValues[name], out var of))
        {
            await Problem.Write(context, notFound);
            return;
        }
        var id = context.WriteId(person);
        if (!id.IsOk)
        {
            await Problem.Write(context, id.Error);
            return;
        }
        // As much as a photo may have, and one more to see that there is more.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        const int enough = FileStore.PhotoBytesMax + 1;
        var buffer = ArrayPool<byte>.Shared.Rent(enough);
        try
        {
            var length = await context.Request.Body.ReadAtLeastAsync(buffer.AsMemory(0, enough), enough, throwOnEndOfStream: false, cancel);
            var kept = length == enough ? FileErrors.PhotoTooLarge : await keep(id.Value, person, of, buffer.AsMemory(0, length), cancel);
            if (kept.IsOk)
                await context.Response.WriteAsJsonAsync(kept.Value, DengaJson.Options, cancel);
            else
                await Problem.Write(context, kept.Error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
