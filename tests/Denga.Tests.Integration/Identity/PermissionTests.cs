using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.Platform.Operations;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Identity;

/// <summary>Every endpoint there is, as nobody, as the wrong role, as another person. A new operation is covered on its first day.</summary>
public sealed class PermissionTests : IAsyncLifetime
{
    private Site site = null!;

    private static IEnumerable<OperationDescription> Public => OperationDescription.All.Values.Where(d => d.Path is not null);

    public async ValueTask InitializeAsync() => site = await Site.Start();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Nobody_gets_in_anywhere_without_signing_in()
    {
        var guarded = Public.Where(d => d.Access != Access.Anyone).ToList();
        Assert.True(guarded.Count > 40);
        foreach (var described in guarded)
        {
            var answer = await Call(described, token: null, new Dictionary<Type, string>());
            Assert.True(
                answer is { Status: HttpStatusCode.Unauthorized, Code: "identity.no_token" },
                $"{described.Name} as nobody: {answer.Status} {answer.Text}"
            );
            var forged = await Call(described, "forged.token.here", new Dictionary<Type, string>());
            Assert.True(
                forged is { Status: HttpStatusCode.Unauthorized, Code: "identity.bad_token" },
                $"{described.Name} with a forged token: {forged.Status} {forged.Text}"
            );
        }
    }

    [Fact]
    public async Task The_wrong_role_is_refused_and_the_right_one_is_not()
    {
        var restricted = Public.Where(d => d.Access is Access.Operator or Access.Administrator).ToList();
        Assert.NotEmpty(restricted);
        foreach (var role in Enum.GetValues<Role>())
        {
            var email = role + "@example.org";
            var person = await site.Register(email);
            // Another administrator stays when this one is asked to give the role away.
            await site.Denga.Ask(new Appoint("root@example.org", Role.Administrator));
            await site.Denga.Ask(new Appoint(email, role));
            foreach (var described in restricted)
            {
                var answer = await Call(described, person.Tokens!.Access, new Dictionary<Type, string>());
                var may = role >= (described.Access == Access.Operator ? Role.Operator : Role.Administrator);
                Assert.True(
                    may
                        ? answer.Code is not ("identity.forbidden" or "identity.no_token")
                        : answer is { Status: HttpStatusCode.Forbidden, Code: "identity.forbidden" },
                    $"{described.Name} as {role}: {answer.Status} {answer.Text}"
                );
            }
        }
    }

    [Fact]
    public async Task What_belongs_to_another_person_is_not_there()
    {
        await using var anna = await site.Denga.OpenChat();
        var owned = await OwnedBy(anna);
        var boris = await site.Register("boris@example.org");
        var concerned = Public.Where(d => d.Access == Access.Person && Things(d).Any() && d.Type != typeof(UndoRecording)).ToList();
        Assert.True(concerned.Count >= 10);
        foreach (var described in concerned)
        {
            var answer = await Call(described, boris.Tokens!.Access, owned);
            Assert.True(answer.Status == HttpStatusCode.NotFound, $"{described.Name} as another person: {answer.Status} {answer.Text}");
        }
        // The same requests find something when the owner sends them: the ids above are real ones.
        foreach (var described in concerned.Where(d => d.Verb == "GET" && Things(d).All(owned.ContainsKey)))
        {
            var answer = await Call(described, anna.Opened.Token, owned);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{described.Name} as the owner: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task Nobody_acts_for_another_person_by_naming_him()
    {
        var anna = await site.Register("anna@example.org");
        var boris = await site.Register("boris@example.org");
        foreach (var described in Public.Where(d => d.HasPerson))
        {
            foreach (var name in new[] { "person", "Person" })
            {
                var answer = await Call(
                    described,
                    boris.Tokens!.Access,
                    new Dictionary<Type, string>(),
                    (name, anna.Person!.Id.ToString())
                );
                Assert.True(
                    answer.Code is "request.unknown_field" or "identity.forbidden",
                    $"{described.Name} with {name}: {answer.Status} {answer.Text}"
                );
            }
        }
    }

    [Fact]
    public async Task Pages_have_the_same_door()
    {
        var anna = await site.Register("anna@example.org");
        var boris = await site.Register("boris@example.org");
        var operations = (IOperations)site.Denga.Services.GetService(typeof(IOperations))!;
        var asBoris = new OperationsOf(operations, new Holder(boris.Person!));
        var asNobody = new OperationsOf(operations, caller: null);
        Assert.Equal("identity.no_token", (await asNobody.Ask(new Profile(anna.Person!.Id), CancellationToken.None)).Error?.Code);
        Assert.Equal("identity.forbidden", (await asBoris.Ask(new Profile(anna.Person.Id), CancellationToken.None)).Error?.Code);
        Assert.Equal("identity.forbidden", (await asBoris.Ask(new Contracts.Identity.People(), CancellationToken.None)).Error?.Code);
        Assert.Equal("identity.forbidden", (await asBoris.Ask(new IssueToken(boris.Person!.Id), CancellationToken.None)).Error?.Code);
        Assert.True((await asBoris.Ask(new Profile(boris.Person.Id), CancellationToken.None)).IsOk);
    }

    /// <summary>The typed ids of things in an operation: not its own id, and not the person who acts.</summary>
    private static IEnumerable<Type> Things(OperationDescription described) =>
        Parameters(described)
            .Where(p => p.Name is not ("Id" or "Person" or "Current"))
            .Select(p => Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType)
            .Where(IsId);

    private static bool IsId(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>));

    private static ParameterInfo[] Parameters(OperationDescription described) =>
        described.Type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters();

    private async Task<Dictionary<Type, string>> OwnedBy(ChatClient chat)
    {
        var person = (await site.Denga.Ask(new WhoHolds(chat.Opened.Token))).Value.Person.Id;
        var entry = new NewExpense(new Money(35_000, Currency.Rub), new DateOnly(2026, 11, 19), "coffee");
        var recorded = (await site.Denga.Ask(new RecordExpenses(OperationId.New(), person, [entry]))).Value;
        await site.Denga.Ask(new KeepPhoto(person, "receipt.jpg"));
        await site.Denga.Ask(new AttachPhoto(person, recorded.Entries[0].Id, "receipt.jpg"));
        var recurring = (await site.Denga.Ask(new AddRecurring(OperationId.New(), person, entry, Rhythm.Monthly))).Value;
        var anna = await site.Register("owner@example.org");
        return new Dictionary<Type, string>
        {
            [typeof(ExpenseId)] = recorded.Entries[0].Id.ToString(),
            [typeof(RecurringId)] = recurring.Id.ToString(),
            [typeof(ConversationId)] = chat.Opened.Conversation.ToString(),
            [typeof(SessionId)] = anna.Session.ToString()!,
        };
    }

    /// <summary>Calls with a plausible value for everything that is required.</summary>
    private Task<Answer> Call(
        OperationDescription described,
        string? token,
        IReadOnlyDictionary<Type, string> ids,
        params (string Name, string Value)[] more
    )
    {
        var fields = new JsonObject();
        foreach (var parameter in Parameters(described))
        {
            var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
            var name = char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..];
            if (name is "person" or "client" or "current" or "id" || parameter.IsOptional && !IsId(type) && name != "text")
                continue;
            fields[name] = Sample(type, ids);
        }
        var path = described.Path!;
        foreach (var (name, value) in fields.ToList().Where(f => path.Contains("{" + f.Key + "}", StringComparison.Ordinal)))
        {
            path = path.Replace("{" + name + "}", value!.ToString(), StringComparison.Ordinal);
            fields.Remove(name);
        }
        foreach (var (name, value) in more)
            fields[name] = value;
        var hasBody = described.Verb is "POST" or "PUT" or "PATCH";
        if (!hasBody && fields.Count > 0)
            path += "?" + string.Join('&', fields.Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value!.ToString())}"));
        return site.Send(new HttpMethod(described.Verb!), path, hasBody ? fields : null, token);
    }

    private static JsonNode? Sample(Type type, IReadOnlyDictionary<Type, string> ids)
    {
        if (IsId(type))
            return ids.TryGetValue(type, out var known) ? known : type.GetMethod("From")!.Invoke(null, [Guid.CreateVersion7()])!.ToString();
        var value = Plausible(type);
        return JsonSerializer.SerializeToNode(value, value.GetType(), DengaJson.Options);
    }

    private static object Plausible(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(Money) ? new Money(100, Currency.Rub)
        : type == typeof(Currency) ? Currency.Rub
        : type == typeof(DateOnly) ? new DateOnly(2026, 11, 20)
        : type == typeof(StayDates) ? new StayDates(new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 3))
        : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero)
        : type == typeof(NewExpense) ? new NewExpense(new Money(100, Currency.Rub), new DateOnly(2026, 11, 20), "tea")
        : type.IsGenericType && type.Name.StartsWith("IReadOnlyList", StringComparison.Ordinal)
            ? Array.CreateInstance(type.GetGenericArguments()[0], 0)
        : type.IsEnum ? Enum.GetValues(type).GetValue(0)!
        : type.IsValueType ? Activator.CreateInstance(type)!
        : new JsonObject();
}
