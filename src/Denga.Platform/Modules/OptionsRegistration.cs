using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Platform.Modules;

public static class OptionsRegistration
{
    /// <summary>Binds a section to options, refuses names that it does not know, and checks the values at the start.</summary>
    public static void AddCheckedOptions<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)]
            TOptions
    >(this IServiceCollection services, IConfiguration settings, string section)
        where TOptions : class =>
        services
            .AddOptions<TOptions>()
            .Bind(settings.GetSection(section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
}
