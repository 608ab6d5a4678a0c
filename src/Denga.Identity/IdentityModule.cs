using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Identity.Administration;
using Denga.Identity.Erasure;
using Denga.Identity.Limits;
using Denga.Identity.Linking;
using Denga.Identity.Mail;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Identity.Sessions;
using Denga.Identity.Telegram;
using Denga.Identity.Tokens;
using Denga.Identity.TwoFactor;
using Denga.Platform;
using Denga.Platform.Http;
using Denga.Platform.Keys;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Denga.Identity;

/// <summary>People: their messengers and e-mail addresses, how they sign in, what they may do, and forgetting them.</summary>
public sealed class IdentityModule : IModule
{
    public static string Name => "identity";

    public static void Register(ModuleBuilder module)
    {
        module
            .Services.AddSingleton<KnownPeople>()
            .AddSingleton<Usernames>()
            .AddSingleton<KnownSessions>()
            .AddSingleton(services => new Sealing(
                services.GetRequiredService<IOptions<IdentityOptions>>().Value.KeyFile,
                "Identity:KeyFile"
            ))
            .AddSingleton<OneTimeCodes>()
            .AddSingleton<Devices>()
            .AddSingleton<Attempts>()
            .AddSingleton<Passwords>()
            .AddSingleton<EmailAccounts>()
            .AddSingleton<OwnPassword>()
            .AddSingleton<Letters>()
            .AddSingleton<MailServer>()
            .AddSingleton<Authenticators>()
            .AddSingleton<SigningKeyRing>()
            .AddSingleton<AccessTokens>()
            .AddSingleton<SessionStart>()
            .AddSingleton<HeldValues>();
        module
            .Options<IdentityOptions>()
            .Handles<IdentifyHandler>()
            .Handles<PayeeHandlers>()
            .Handles<ProfileHandler>()
            .Handles<ChangeProfileHandler>()
            .Handles<IssueTokenHandler>()
            .Handles<WhoHoldsHandler>()
            .Handles<RegistrationHandlers>()
            .Handles<SignInHandlers>()
            .Handles<RecoveryHandlers>()
            .Handles<TelegramSignInHandler>()
            .Handles<RefreshHandler>()
            .Handles<SessionHandlers>()
            .Handles<SigningKeysHandler>()
            .Handles<TwoFactorHandlers>()
            .Handles<StepUpHandlers>()
            .Handles<LinkHandlers>()
            .Handles<AdministrationHandlers>()
            .Handles<PeopleHandler>()
            .Handles<ErasureHandlers>()
            .Handles<DepartedHandler>()
            .Handles<SendLetterHandler>()
            .Handles<MailboxHandler>()
            .Job<RotateSigningKeys>()
            .Works<HandLetter>()
            .Job<QueueLetters>()
            .Job<ForgetExpiredTokens>()
            .Job<ForgetOld>();
    }

    public static void Everywhere(IServiceCollection services) => services.AddSingleton<ICallers, AskedCallers>();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/.well-known/jwks.json",
                async (HttpContext context, IOperations operations) =>
                {
                    var keys = await operations.Ask(new SigningKeys(), context.RequestAborted);
                    if (!keys.IsOk)
                    {
                        await Problem.Write(context, keys.Error);
                        return;
                    }
                    context.Response.Headers.CacheControl = "public, max-age=60";
                    await context.Response.WriteAsJsonAsync(keys.Value, DengaJson.Options, context.RequestAborted);
                }
            )
            .ExcludeFromDescription();
        MailboxPage.Map(routes);
    }
}
