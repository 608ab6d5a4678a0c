using System.Diagnostics;
using System.Security.Claims;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Denga.Panel;

/// <summary>Who sits before a page, and the operations as he may ask them. Whether the session lives, and what its person may, is asked anew each time:
/// a page stays open for hours.</summary>
internal sealed class Operator(
    IOperations operations,
    AuthenticationStateProvider signedIn,
    NavigationManager navigation,
    TimeProvider clock
) : IDisposable
{
    private const string TokenClaim = "token";
    private const string LanguageClaim = "language";
    private const string ZoneClaim = "zone";
    private const string AddressClaim = "address";
    private const string RightsClaim = "rights";
    private string token = "";
    private string? address;
    private IReadOnlyList<string>? rights;

    internal PersonId Id { get; private set; }

    internal string Language { get; private set; } = "en";

    internal TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    internal Role Role { get; private set; }

    internal DateTimeOffset Now => clock.GetUtcNow();

    internal static ClaimsPrincipal Principal(Holder holder, string token, string? address) =>
        new(
            new ClaimsIdentity(
                [
                    new(ClaimTypes.NameIdentifier, holder.Person.Id.ToString()),
                    new(ClaimTypes.Role, holder.Person.Role.ToString()),
                    new(LanguageClaim, holder.Person.Language),
                    new(ZoneClaim, holder.Person.TimeZone),
                    new(TokenClaim, token),
                    new(AddressClaim, address ?? ""),
                    .. holder.Person.Rights is { } rights ? [new Claim(RightsClaim, string.Join(' ', rights))] : Array.Empty<Claim>(),
                ],
                "session"
            )
        );

    /// <summary>Before anything is shown.</summary>
    internal async Task Begin()
    {
        if (token.Length > 0)
            return;
        var user = (await signedIn.GetAuthenticationStateAsync()).User;
        token = user.FindFirstValue(TokenClaim) ?? throw new InvalidOperationException("PanelAccess lets nobody in without a session.");
        Id = PersonId.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!, provider: null);
        Role = Enum.Parse<Role>(user.FindFirstValue(ClaimTypes.Role)!);
        rights = user.FindFirstValue(RightsClaim)?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        address = user.FindFirstValue(AddressClaim) is { Length: > 0 } known ? known : null;
        Language = user.FindFirstValue(LanguageClaim)!;
        Zone = TimeZoneInfo.TryFindSystemTimeZoneById(user.FindFirstValue(ZoneClaim)!, out var zone) ? zone : TimeZoneInfo.Utc;
        signedIn.AuthenticationStateChanged += Changed;
    }

    /// <summary>Errors are also those of <see cref="WhoHolds"/> and of <see cref="Permission"/>; with either the page is opened anew, which tells the person
    /// what he lacks.</summary>
    internal async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel)
    {
        var holder = await operations.Ask(new WhoHolds(token), cancel);
        if (!holder.IsOk)
        {
            if (holder.Error.Kind == ErrorKind.Unauthorized)
                OpenAnew();
            return holder.Error;
        }
        var person = holder.Value.Person;
        if (person.Role < Role.Operator || person.Id != Id)
        {
            OpenAnew();
            return new Error("identity.forbidden", ErrorKind.Forbidden, "Your role does not allow this.");
        }
        (Role, rights) = (person.Role, person.Rights);
        return await new OperationsOf(operations, holder.Value, address: address).Ask(operation, cancel);
    }

    /// <summary>Whether his role and his rights let him ask it; what he may not do is not offered. The operation itself decides.</summary>
    internal bool May<TOperation>()
    {
        var described = OperationDescription.All[typeof(TOperation)];
        return Role == Role.Administrator
            || described.Access != Access.Administrator && (described.Right is not { } right || rights is null || rights.Contains(right));
    }

    internal string Say(Text text, params object[] arguments) => text.In(Language, arguments);

    internal string Say(Error error) =>
        ErrorTexts.Of(error, Language, Surface.Cabinet, Activity.Current?.TraceId.ToHexString()[..8] ?? "—");

    public void Dispose() => signedIn.AuthenticationStateChanged -= Changed;

    /// <summary>The socket came back with a session: the page belongs to the one that opened it.</summary>
    private async void Changed(Task<AuthenticationState> state)
    {
        if ((await state).User.FindFirstValue(TokenClaim) != token)
            OpenAnew();
    }

    private void OpenAnew() => navigation.NavigateTo(navigation.Uri, forceLoad: true);
}
