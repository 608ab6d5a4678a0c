using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Files;

namespace Denga.Tests.Integration.Booking;

/// <summary>Photos of objects over the API.</summary>
[Collection(BookingCollection.Name)]
public sealed class PhotoUploadTests(BookingServer booking)
{
    private const string Secret = "55.7558N 37.6173E";

    [Fact]
    public async Task A_photo_is_kept_without_where_it_was_taken_and_sent_again_it_is_there_once()
    {
        var (_, token) = await booking.Employee(BookingRights.Objects);
        var flat = await booking.Object();
        var first = await Upload(flat.Id, token, Jpeg(1), key: "one");
        Assert.Equal(HttpStatusCode.OK, first.Status);
        var again = await Upload(flat.Id, token, Jpeg(1), key: "one");
        Assert.Equal((HttpStatusCode.OK, 1), (again.Status, again.Object!.Photos.Count));
        Assert.Equal(first.Object!.Photos[0], again.Object.Photos[0]);
        Assert.Equal((HttpStatusCode.Conflict, "operation.id_reused"), Refusal(await Upload(flat.Id, token, Jpeg(2), key: "one")));
        // At once, too.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Upload(flat.Id, token, Jpeg(3), key: "three")));
        var now = await booking.Get(new ObjectBySlug(flat.Slug));
        Assert.Equal(2, now.Photos.Count);

        var kept = await booking.Denga.Http.GetByteArrayAsync("/files/" + now.Photos[0].File);
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        Assert.Equal(PictureOf(1), kept);
    }

    [Fact]
    public async Task Photos_are_put_into_an_order_and_taken_off_and_then_they_are_gone()
    {
        var (_, token) = await booking.Employee(BookingRights.Objects);
        var flat = await booking.Object();
        await Upload(flat.Id, token, Jpeg(1));
        var two = (await Upload(flat.Id, token, Jpeg(2))).Object!;
        var (one, other) = (two.Photos[0].File, two.Photos[1].File);
        var turned = await booking.Get(new ArrangePhotos(booking.Operator, flat.Id, [other, one]));
        Assert.Equal([other, one], turned.Photos.Select(p => p.File));
        Assert.Equal("booking.unknown_photo", (await booking.Ask(new ArrangePhotos(booking.Operator, flat.Id, [one, one]))).Error!.Code);
        var left = await booking.Send(HttpMethod.Delete, $"/api/v1/booking/own/{flat.Id}/photos/{other}", token);
        Assert.Equal(HttpStatusCode.OK, left.Status);
        Assert.Equal(
            HttpStatusCode.OK,
            (await booking.Send(HttpMethod.Delete, $"/api/v1/booking/own/{flat.Id}/photos/{other}", token)).Status
        );
        Assert.Equal([one], (await booking.Get(new ObjectBySlug(flat.Slug))).Photos.Select(p => p.File));
        await booking.Denga.Until("not exists (select from booking.work where kind = 'booking.forget-photo' and state = 'waiting')");
        using var gone = await booking.Denga.Http.GetAsync("/files/" + other);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var there = await booking.Denga.Http.GetAsync("/files/" + one);
        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
    }

    [Fact]
    public async Task What_is_no_photo_too_large_one_too_many_or_for_no_object_changes_nothing()
    {
        var (_, token) = await booking.Employee(BookingRights.Objects);
        var (_, other) = await booking.Employee(BookingRights.View);
        var flat = await booking.Object();
        Assert.Equal(
            (HttpStatusCode.BadRequest, "files.not_a_photo"),
            Refusal(await Upload(flat.Id, token, Encoding.UTF8.GetBytes("<svg onload=alert(1)>")))
        );
        Assert.Equal((HttpStatusCode.BadRequest, "files.photo_broken"), Refusal(await Upload(flat.Id, token, Jpeg(1)[..^20])));
        var large = new byte[FileStore.PhotoBytesMax + 1];
        Jpeg(1).CopyTo(large, 0);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "files.photo_too_large"), Refusal(await Upload(flat.Id, token, large)));
        Assert.Equal((HttpStatusCode.NotFound, "booking.object_not_found"), Refusal(await Upload(ObjectId.New(), token, Jpeg(1))));
        Assert.Equal((HttpStatusCode.Forbidden, "identity.right_missing"), Refusal(await Upload(flat.Id, other, Jpeg(1))));
        Assert.Equal((HttpStatusCode.Unauthorized, "identity.bad_token"), Refusal(await Upload(flat.Id, "nobody", Jpeg(1))));
        Assert.Empty((await booking.Get(new ObjectBySlug(flat.Slug))).Photos);
        for (byte i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.OK, (await Upload(flat.Id, token, Jpeg(i))).Status);
        Assert.Equal((HttpStatusCode.Conflict, "booking.too_many_photos"), Refusal(await Upload(flat.Id, token, Jpeg(11))));
        Assert.Equal(10, (await booking.Get(new ObjectBySlug(flat.Slug))).Photos.Count);
    }

    [Fact]
    public async Task A_photo_of_a_booking_is_kept_once_for_its_handover()
    {
        var (_, token) = await booking.Employee(BookingRights.Bookings);
        var (_, other) = await booking.Employee(BookingRights.Objects);
        var guest = await booking.Somebody();
        var held = await booking.Book(guest, await booking.Object(), BookingServer.Nights(30, 1));
        async Task<(HttpStatusCode Status, string? Said)> Keep(BookingId of, string as_, byte[] content, string field)
        {
            using var body = new ByteArrayContent(content);
            var (status, answer) = await booking.Send(HttpMethod.Post, $"/api/v1/booking/all/{of}/photos", as_, body, "dent");
            return (status, (string?)answer![field]);
        }
        var first = await Keep(held.Id, token, Jpeg(1), "file");
        Assert.Equal((first, first), (await Keep(held.Id, token, Jpeg(1), "file"), await Keep(held.Id, token, Jpeg(1), "file")));
        Assert.Equal(PictureOf(1), await booking.Denga.Http.GetByteArrayAsync("/files/" + first.Said));
        Assert.Equal((HttpStatusCode.Conflict, "operation.id_reused"), await Keep(held.Id, token, Jpeg(2), "code"));
        Assert.Equal((HttpStatusCode.Forbidden, "identity.right_missing"), await Keep(held.Id, other, Jpeg(1), "code"));
        using var body = new ByteArrayContent(Jpeg(1));
        var unknown = await booking.Send(HttpMethod.Post, $"/api/v1/booking/all/{BookingId.New()}/photos", token, body);
        Assert.Equal("booking.booking_not_found", (string?)unknown.Body!["code"]);
    }

    private async Task<(HttpStatusCode Status, RentalObject? Object, string? Code)> Upload(
        ObjectId of,
        string token,
        byte[] content,
        string? key = null
    )
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        var (status, answer) = await booking.Send(HttpMethod.Post, $"/api/v1/booking/own/{of}/photos/upload", token, body, key);
        return status == HttpStatusCode.OK
            ? (status, System.Text.Json.JsonSerializer.Deserialize<RentalObject>(answer, Denga.Platform.DengaJson.Options), null)
            : (status, null, (string?)answer!["code"]);
    }

    private static (HttpStatusCode, string?) Refusal((HttpStatusCode Status, RentalObject? Object, string? Code) answer) =>
        (answer.Status, answer.Code);

    /// <summary>A small JPEG with a position in its Exif and its comment.</summary>
    private static byte[] Jpeg(byte shade)
    {
        var told = Encoding.ASCII.GetBytes("Exif\0\0MM\0*" + Secret);
        return
        [
            0xFF,
            0xD8,
            0xFF,
            0xE1,
            0,
            (byte)(told.Length + 2),
            .. told,
            0xFF,
            0xFE,
            0,
            (byte)(Secret.Length + 2),
            .. Encoding.ASCII.GetBytes(Secret),
            .. PictureOf(shade)[2..],
        ];
    }

    private static byte[] PictureOf(byte shade) => [0xFF, 0xD8, 0xFF, 0xDA, 0, 4, shade, 0, .. new byte[40], 0xFF, 0xD9];
}
