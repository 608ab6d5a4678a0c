using Denga.Identity.People;
using Denga.Identity.Tokens;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Identity;

/// <summary>People, their messenger identities, their language and time zone, and the tokens with which they sign in.</summary>
public sealed class IdentityModule : IModule
{
    public static string Name => "identity";

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<KnownPeople>();
        module.Services.AddSingleton<KnownTokens>();
        module
            .Options<IdentityOptions>()
            .Handles<IdentifyHandler>()
            .Handles<ProfileHandler>()
            .Handles<ChangeProfileHandler>()
            .Handles<IssueTokenHandler>()
            .Handles<WhoHoldsHandler>()
            .Job<ForgetExpiredTokens>();
    }
}
