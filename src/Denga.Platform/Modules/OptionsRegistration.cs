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
            .Configure(options => Bind(settings.GetSection(section), options))
            .ValidateDataAnnotations()
            .ValidateOnStart();

    private static void Bind(IConfigurationSection section, object options)
    {
        try
        {
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            // The binder names the setting; the innermost says what is wrong with it.
            throw new SettingException(
                $"A setting under {section.Path} is unknown or wrong: {(e.InnerException is InvalidOperationException inner ? inner : e).Message}"
            );
        }
    }
}
