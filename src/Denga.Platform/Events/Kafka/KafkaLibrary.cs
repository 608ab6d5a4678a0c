using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using Denga.Platform.Modules;

namespace Denga.Platform.Events.Kafka;

/// <summary>Finds the native client: the one that came with the package, else the system's, whose file has another name than the package asks for.</summary>
public static class KafkaLibrary
{
    private const string OfDebian = "librdkafka.so.1";
    private static readonly Lazy<bool> Found = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
        return Library.IsLoaded || Load();
    });

    /// <exception cref="SettingException">There is none.</exception>
    public static void Use()
    {
        if (!Found.Value)
            throw new SettingException("Kafka:Servers is set, but librdkafka is missing: install Debian's librdkafka1.");
    }

    private static bool Load()
    {
        try
        {
            return Library.Load();
        }
        catch (DllNotFoundException)
        {
            return false;
        }
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == "librdkafka"
        && !NativeLibrary.TryLoad(name, assembly, path, out var library)
        && NativeLibrary.TryLoad(OfDebian, out library)
            ? library
            : IntPtr.Zero;
}
