using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Denga.Platform.Modules;

public static class OptionsRegistration
{
    /// <summary>Reads a section once and gives it to whoever asks for <see cref="IOptions{TOptions}"/>.</summary>
    public static void AddCheckedOptions<TOptions>(this IServiceCollection services, IConfiguration settings, string section)
        where TOptions : class, new() => services.AddSingleton(Options.Create(settings.ReadChecked<TOptions>(section)));

    /// <summary>Binds a section; a name that the options do not know, a value that cannot be read or is out of its limits throws
    /// <see cref="SettingException"/>, which names it.</summary>
    /// <param name="defaults">Where nothing is set.</param>
    public static TOptions ReadChecked<TOptions>(this IConfiguration settings, string section, TOptions? defaults = null)
        where TOptions : class, new()
    {
        var given = settings.GetSection(section);
        var known = typeof(TOptions).GetProperties().Select(p => p.Name).ToList();
        if (given.GetChildren().Select(c => c.Key).FirstOrDefault(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new SettingException($"The setting {section}:{unknown} is unknown. {section} has: {string.Join(", ", known)}.");
        var options = defaults ?? new TOptions();
        try
        {
            given.Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new SettingException($"A setting cannot be read. {e.Message}");
        }
        var wrong = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true))
            throw new SettingException($"The setting {section}:{wrong[0].MemberNames.FirstOrDefault()} is wrong. {wrong[0].ErrorMessage}");
        return options;
    }
}
