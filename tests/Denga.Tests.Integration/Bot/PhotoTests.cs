using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.Platform.Files;
using Denga.Speech;
using Denga.TestKit.Server;
using Denga.TestKit.Telegram;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Bot;

public sealed class PhotoStand : IAsyncLifetime
{
    internal TelegramStand Telegram { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Telegram = await TelegramStand.Start();

    public ValueTask DisposeAsync() => Telegram.DisposeAsync();
}

/// <summary>Photos of receipts, from Telegram and from the web chat.</summary>
public sealed class PhotoTests(PhotoStand shared) : IClassFixture<PhotoStand>
{
    private const string See = "Фото чека";

    /// <summary>8 × 8: the frame, the scan and the end, as a JPEG has them.</summary>
    private static readonly byte[] Jpeg =
    [
        .. (byte[])[0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0],
        .. (byte[])[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0x3F, 0, 0x12, 0x34, 0xFF, 0xD9],
    ];
    private static long people = 700;
    private readonly TelegramStand stand = shared.Telegram;

    private FileStore Files => stand.Denga.Services.GetRequiredService<FileStore>();

    [Fact]
    public async Task A_caption_is_recorded_and_its_entry_shows_the_photo()
    {
        var anna = Somebody();
        var answer = await Sends(anna, Jpeg, "350 кофе");
        Assert.StartsWith("Записал: 350", answer.Text, StringComparison.Ordinal);
        Assert.Contains("📎", answer.Text, StringComparison.Ordinal);
        await Sees(anna, answer, Jpeg);
        Assert.NotNull((await anna.Taps(answer.MessageId, "Изменить")).Button(See));
        var records = (await stand.Denga.Ask(new ExpenseRecords(await stand.PersonOf(anna)))).Value;
        Assert.Single(records.Records.GetProperty("photos").EnumerateArray());
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_photo_that_answers_an_entry_belongs_to_it_in_place_of_the_one_before()
    {
        var anna = Somebody();
        var own = anna.Sends("350 кофе");
        var answer = await anna.WaitsFor(after: own.Sequence);
        var attached = await Sends(anna, Jpeg, repliesTo: answer.MessageId);
        Assert.StartsWith("Прикрепил фото: 350", attached.Text, StringComparison.Ordinal);
        await Sees(anna, attached, Jpeg);
        byte[] another = [.. Jpeg[..^4], 0x56, 0x78, .. Jpeg[^2..]];
        await Sees(anna, await Sends(anna, another, repliesTo: own.MessageId), another);
        Assert.Single(await stand.Entries(anna));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task A_photo_alone_is_asked_about()
    {
        var anna = Somebody();
        await anna.Asks("350 кофе");
        var asked = await Sends(anna, Jpeg);
        Assert.StartsWith("К чему это фото?", asked.Text, StringComparison.Ordinal);
        var toLast = asked.Buttons[0][0].Label;
        Assert.StartsWith("К последней: 350", toLast, StringComparison.Ordinal);
        var attached = await anna.Taps(asked.MessageId, toLast);
        Assert.StartsWith("Прикрепил фото: 350", attached.Text, StringComparison.Ordinal);
        await Sees(anna, attached, Jpeg);

        await Sends(anna, Jpeg);
        Assert.Contains("📎", (await anna.Asks("200 обед")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("📎", (await anna.Asks("100 чай")).Text, StringComparison.Ordinal);

        asked = await Sends(anna, Jpeg);
        Assert.StartsWith("Хорошо", (await anna.Taps(asked.MessageId, "Не сохранять")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("📎", (await anna.Asks("50 хлеб")).Text, StringComparison.Ordinal);
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task An_album_without_captions_is_asked_about_once_and_each_photo_goes_to_its_own_entry()
    {
        var anna = Somebody();
        var photos = Enumerable.Range(1, 3).Select(Another).ToList();
        var asked = await Album(anna, "a1", photos);
        Assert.StartsWith("К чему эти фото?", asked.Text, StringComparison.Ordinal);
        var answer = await anna.Asks("350 кофе\n200 обед\n100 чай");
        Assert.Contains("📎 Фото чеков — у первых записей: 3", answer.Text, StringComparison.Ordinal);
        await SeeEach(anna, answer, photos);
        Assert.Equal(2, anna.Messages.Count(m => m.FromBot && m.Photo is null));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task Ten_photos_find_ten_entries_also_when_others_write_and_the_bot_asks_in_between()
    {
        var (anna, boris) = (Somebody(), Somebody());
        var photos = Enumerable.Range(1, 10).Select(Another).ToList();
        foreach (var photo in photos)
        {
            anna.SendsOfAlbum("a10", photo);
            await boris.Asks("100 чай");
            await stand.Telegram.WaitUntilConfirmed();
        }
        await anna.WaitsFor(m => m.Text.StartsWith("К чему эти фото?", StringComparison.Ordinal));
        var answer = await anna.Asks(
            string.Join('\n', Enumerable.Range(1, 10).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n * 100} кофе")))
        );
        await SeeEach(anna, answer, photos);
        Assert.Single(anna.Messages, m => m.FromBot && m.Text.StartsWith("К чему", StringComparison.Ordinal));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_caption_of_an_album_is_of_its_own_photo_and_the_others_are_asked_about_once(int captioned)
    {
        var anna = Somebody();
        var photos = Enumerable.Range(1, 3).Select(Another).ToList();
        var before = stand.Telegram.Sequence;
        for (var i = 0; i < photos.Count; i++)
            anna.SendsOfAlbum("a2", photos[i], i == captioned ? "350 кофе" : "");
        var recorded = await anna.WaitsFor(m => m.Text.StartsWith("Записал: 350", StringComparison.Ordinal), before);
        await Sees(anna, recorded, photos[captioned]);
        photos.RemoveAt(captioned);
        var answer = await anna.Asks("200 обед\n100 чай");
        await SeeEach(anna, answer, photos);
        Assert.Single(anna.Messages, m => m.FromBot && m.Text.StartsWith("К чему", StringComparison.Ordinal));
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task One_entry_takes_one_photo_of_an_album_and_the_rest_is_asked_about_until_it_is_dropped()
    {
        var anna = Somebody();
        await anna.Asks("50 хлеб");
        var photos = Enumerable.Range(1, 3).Select(Another).ToList();
        var asked = await Album(anna, "a3", photos);
        var before = stand.Telegram.Sequence;
        anna.Presses(asked.MessageId, asked.Buttons[0][0].Label);
        var attached = await anna.WaitsFor(m => m.Text.StartsWith("Прикрепил фото: 50", StringComparison.Ordinal), before);
        var rest = await anna.WaitsFor(m => m.Text.StartsWith("Осталось 2 фото", StringComparison.Ordinal), before);
        await Sees(anna, attached, photos[0]);
        // The last entry has a photo by now, which another would put out.
        Assert.Equal(["Не сохранять"], rest.Buttons.SelectMany(r => r).Select(b => b.Label));
        before = stand.Telegram.Sequence;
        anna.Sends("350 кофе");
        var recorded = await anna.WaitsFor(m => m.Text.StartsWith("Записал: 350", StringComparison.Ordinal), before);
        var last = await anna.WaitsFor(
            m =>
                m.Text.StartsWith("Осталось 1 фото", StringComparison.Ordinal) || m.Text.StartsWith("К чему это", StringComparison.Ordinal),
            before
        );
        await Sees(anna, recorded, photos[1]);
        Assert.StartsWith("Хорошо", (await anna.Taps(last.MessageId, "Не сохранять")).Text, StringComparison.Ordinal);
        Assert.Empty(stand.Telegram.Violations);
    }

    [Fact]
    public async Task An_album_that_answers_an_entry_gives_it_the_first_photo_and_the_others_are_not_lost()
    {
        var anna = Somebody();
        var entry = await anna.Asks("350 кофе");
        var photos = Enumerable.Range(1, 3).Select(Another).ToList();
        var before = stand.Telegram.Sequence;
        foreach (var photo in photos)
            anna.SendsOfAlbum("a4", photo, repliesTo: entry.MessageId);
        var attached = await anna.WaitsFor(m => m.Text.StartsWith("Прикрепил фото: 350", StringComparison.Ordinal), before);
        await anna.WaitsFor(m => m.Text.StartsWith("К чему эти фото?", StringComparison.Ordinal), before);
        await Sees(anna, attached, photos[0]);
        await SeeEach(anna, await anna.Asks("200 обед\n100 чай"), photos[1..]);
    }

    [Fact]
    public async Task A_button_of_an_earlier_question_attaches_the_photo_that_it_was_asked_about()
    {
        var anna = Somebody();
        await anna.Asks("350 кофе");
        var (first, second) = (Another(1), Another(2));
        var asked = await Sends(anna, first);
        var other = await Sends(anna, second);
        var attached = await anna.Taps(asked.MessageId, asked.Buttons[0][0].Label);
        await Sees(anna, attached, first);
        Assert.StartsWith("Хорошо", (await anna.Taps(other.MessageId, "Не сохранять")).Text, StringComparison.Ordinal);
        await Sees(anna, attached, first);
    }

    [Fact]
    public async Task A_photo_waits_for_the_answer_to_the_question_about_its_caption()
    {
        var anna = Somebody();
        Assert.Contains("сколько", (await Sends(anna, Jpeg, "кофе")).Text, StringComparison.Ordinal);
        Assert.Contains("📎", (await anna.Asks("350")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ru", "Это не похоже на фото", "Фото пришло не целиком", "Фото больше 5 МБ", "Не получилось скачать")]
    [InlineData("en", "This does not look like a photo", "has not come whole", "larger than 5 MB", "could not be downloaded")]
    public async Task What_is_wrong_with_a_photo_is_said_and_its_caption_is_recorded(
        string language,
        string noPhoto,
        string broken,
        string tooLarge,
        string lost
    )
    {
        var anna = Somebody(language);
        Assert.Contains(noPhoto, (await Sends(anna, "GIF89a"u8.ToArray())).Text, StringComparison.Ordinal);
        Assert.Contains(broken, (await Sends(anna, Jpeg[..^2])).Text, StringComparison.Ordinal);
        var large = new byte[FileStore.PhotoBytesMax + 1];
        Jpeg.CopyTo(large, 0);
        Assert.Contains(tooLarge, (await Sends(anna, large)).Text, StringComparison.Ordinal);
        stand.Telegram.FailNext("getFile", 400, "Bad Request: file is too big");
        Assert.Contains(tooLarge, (await Sends(anna, Jpeg)).Text, StringComparison.Ordinal);
        stand.Telegram.FailNext("getFile", 400, "Bad Request: wrong file_id");
        var sent = anna.SendsPhoto(Jpeg, "350 coffee");
        await anna.WaitsFor(m => m.Text.Contains(lost, StringComparison.Ordinal), sent.Sequence);
        await anna.WaitsFor(m => m.Text.Contains("350", StringComparison.Ordinal), sent.Sequence);
        Assert.Equal(0, await Photos(await stand.PersonOf(anna)));
    }

    [Fact]
    public async Task A_picture_sent_as_a_file_is_a_photo_and_another_file_is_not()
    {
        var anna = Somebody();
        var sent = anna.SendsDocument("receipt.jpg", "image/jpeg", Jpeg);
        Assert.StartsWith("К чему", (await anna.WaitsFor(after: sent.Sequence)).Text, StringComparison.Ordinal);
        sent = anna.SendsDocument("receipt.pdf", "application/pdf", Jpeg);
        Assert.StartsWith("Я понимаю только", (await anna.WaitsFor(after: sent.Sequence)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anothers_photo_is_like_none()
    {
        var (anna, boris) = (Somebody(), Somebody());
        await Sends(anna, Jpeg, "350 кофе");
        var entry = Assert.Single(await stand.Entries(anna)).Id;
        var key = (await stand.Denga.Ask(new PhotoOf(await stand.PersonOf(anna), entry))).Value.File;
        var answer = await boris.Asks("100 чай");
        var words = new List<string>();
        foreach (var id in new[] { entry, ExpenseId.New() })
        {
            var before = stand.Telegram.Sequence;
            boris.PressesForged(answer.MessageId, $"c:photo:{id.Value:N}");
            words.Add((await boris.WaitsFor(after: before)).Text);
        }
        Assert.Equal(words[0], words[1]);
        Assert.StartsWith("Этого фото уже нет", words[0], StringComparison.Ordinal);
        var other = await stand.PersonOf(boris);
        Assert.Equal("expenses.no_photo", (await stand.Denga.Ask(new PhotoOf(other, entry))).Error?.Code);
        Assert.Equal("expenses.no_photo", (await stand.Denga.Ask(new PhotoOf(other, ExpenseId.New()))).Error?.Code);
        var own = Assert.Single(await stand.Entries(boris)).Id;
        Assert.Equal("expenses.no_photo", (await stand.Denga.Ask(new AttachPhoto(other, own, key))).Error?.Code);
        Assert.Equal("expenses.not_found", (await stand.Denga.Ask(new AttachPhoto(other, entry, key))).Error?.Code);
    }

    [Fact]
    public async Task A_deleted_entry_may_be_brought_back_with_its_photo_for_a_day_and_then_the_file_goes()
    {
        var anna = Somebody();
        var answer = await Sends(anna, Jpeg, "350 кофе");
        var person = await stand.PersonOf(anna);
        var entry = Assert.Single(await stand.Entries(anna)).Id;
        var key = (await stand.Denga.Ask(new PhotoOf(person, entry))).Value.File;
        await anna.Taps(answer.MessageId, "Отменить");
        Assert.Equal("expenses.no_photo", (await stand.Denga.Ask(new PhotoOf(person, entry))).Error?.Code);
        await stand.Denga.RunJob("expenses.forget-photos");
        await stand.Denga.Ask(new RestoreExpense(person, entry));
        Assert.Equal(key, (await stand.Denga.Ask(new PhotoOf(person, entry))).Value.File);
        await using (var kept = (await Files.Open(key, default)).Value)
            Assert.NotNull(kept);
        await stand.Denga.Ask(new DeleteExpense(person, entry));
        await stand.Select<int>(
            "update expenses.expense set deleted_at = deleted_at - interval '25 hours' where id = @id returning 1",
            new { id = entry.Value }
        );
        await stand.Denga.RunJob("expenses.forget-photos");
        Assert.Equal("files.not_found", (await Files.Open(key, default)).Error?.Code);
        Assert.Equal(0, await stand.Select<int>("select count(*) from expenses.photo where file_key = @key", new { key }));
    }

    [Fact]
    public async Task With_a_person_his_photos_are_erased_also_one_that_nothing_was_recorded_for()
    {
        var anna = Somebody();
        await Sends(anna, Jpeg);
        var person = await stand.PersonOf(anna);
        var key = await stand.Select<string>("select file_key from expenses.photo where person_id = @Value", new { person.Value });
        Assert.True((await stand.Denga.Ask(new ErasePerson(person))).IsOk);
        await stand.Until($"not exists (select from expenses.photo where person_id = '{person.Value}')");
        await stand.Denga.RunJob("expenses.forget-photos");
        Assert.Equal("files.not_found", (await Files.Open(key, default)).Error?.Code);
    }

    [Fact]
    public async Task The_web_chat_takes_a_photo_with_a_caption_once()
    {
        await using var chat = await stand.Denga.OpenChat();
        using var first = await Upload(chat, Jpeg, "?text=350 кофе", "one");
        var answer = await chat.Next();
        Assert.StartsWith("Записал: 350", answer.Text, StringComparison.Ordinal);
        using var again = await Upload(chat, Jpeg, "?text=350 кофе", "one");
        Assert.Equal((await Said(first)).Id, (await Said(again)).Id);
        var shown = await chat.Press(See, answer);
        Assert.Equal(Jpeg, await stand.Denga.Http.GetByteArrayAsync(Assert.Single(shown.Images)));
        var own = (await chat.Messages()).Single(m => m.From == "person");
        Assert.Equal(("350 кофе", shown.Images[0]), (own.Text, Assert.Single(own.Images)));

        using var replied = await Upload(chat, Jpeg, "?replyTo=" + answer.Id, "two");
        Assert.StartsWith("Прикрепил фото: 350", (await chat.Next()).Text, StringComparison.Ordinal);
        using var alone = await Upload(chat, Jpeg, "", "three");
        Assert.StartsWith("К чему это фото?", (await chat.Next()).Text, StringComparison.Ordinal);
        Assert.Equal(4, (await chat.Messages()).Count(m => m.Images.Count == 1));
    }

    [Fact]
    public async Task The_web_chat_refuses_what_is_no_photo_and_anothers_conversation()
    {
        await using var chat = await stand.Denga.OpenChat();
        await using var other = await stand.Denga.OpenChat();
        Assert.Equal((HttpStatusCode.BadRequest, "files.not_a_photo"), await Refusal(Upload(chat, "GIF89a"u8.ToArray(), "", "1")));
        Assert.Equal((HttpStatusCode.BadRequest, "files.photo_broken"), await Refusal(Upload(chat, Jpeg[..^2], "", "2")));
        var large = new byte[FileStore.PhotoBytesMax + 1];
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "files.photo_too_large"), await Refusal(Upload(chat, large, "", "3")));
        Assert.Equal(
            (HttpStatusCode.NotFound, "chat.not_found"),
            await Refusal(Upload(chat, Jpeg, "", "4", other.Opened.Conversation.ToString()))
        );
        Assert.Equal((HttpStatusCode.NotFound, "chat.not_found"), await Refusal(Upload(chat, Jpeg, "", "5", "nonsense")));
        Assert.Equal((HttpStatusCode.BadRequest, "request.invalid"), await Refusal(Upload(chat, Jpeg, "?text=350%00", "6")));
        using var nobody = await stand.Denga.Http.PostAsync($"/api/v1/chat/{chat.Opened.Conversation}/photos", new ByteArrayContent(Jpeg));
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.DoesNotContain(await chat.Messages(), m => m.From == "person");
    }

    private TelegramUser Somebody(string language = "ru") => stand.Telegram.User(Interlocked.Increment(ref people), language);

    private static Task<TelegramMessage> Sends(TelegramUser user, byte[] photo, string caption = "", int? repliesTo = null)
    {
        var sent = user.SendsPhoto(photo, caption, repliesTo);
        return user.WaitsFor(after: sent.Sequence);
    }

    /// <summary>A photo like no other.</summary>
    private static byte[] Another(int number) => [.. Jpeg[..^4], (byte)number, 0x56, .. Jpeg[^2..]];

    private static async Task<TelegramMessage> Album(TelegramUser user, string album, IEnumerable<byte[]> photos)
    {
        var first = photos.Select(p => user.SendsOfAlbum(album, p)).ToList()[0];
        return await user.WaitsFor(after: first.Sequence);
    }

    private async Task SeeEach(TelegramUser user, TelegramMessage answer, IReadOnlyList<byte[]> photos)
    {
        for (var i = 0; i < photos.Count; i++)
        {
            var shown = await user.Taps(
                answer.MessageId,
                string.Create(CultureInfo.InvariantCulture, $"{See} {i + 1}"),
                m => m.Photo is not null
            );
            Assert.Equal(photos[i], stand.Telegram.FileContent(shown.Photo!.FileId));
        }
    }

    private async Task Sees(TelegramUser user, TelegramMessage entry, byte[] photo)
    {
        var shown = await user.Taps(entry.MessageId, See, m => m.Photo is not null);
        Assert.Equal(photo, stand.Telegram.FileContent(shown.Photo!.FileId));
    }

    private Task<int> Photos(PersonId person) =>
        stand.Select<int>("select count(*) from expenses.photo where person_id = @Value", new { person.Value });

    private async Task<HttpResponseMessage> Upload(ChatClient chat, byte[] photo, string query, string key, string? conversation = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/api/v1/chat/{conversation ?? chat.Opened.Conversation.ToString()}/photos{query}"
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", chat.Opened.Token);
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new ByteArrayContent(photo) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
        return await stand.Denga.Http.SendAsync(request);
    }

    private static async Task<Said> Said(HttpResponseMessage response) =>
        (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<Said>(DengaJson.Options))!;

    private static async Task<(HttpStatusCode, string?)> Refusal(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, problem.RootElement.GetProperty("code").GetString());
    }
}
