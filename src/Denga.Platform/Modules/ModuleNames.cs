namespace Denga.Platform.Modules;

/// <summary>Every module that this program knows, wherever it runs, in the order of the alphabet.</summary>
public sealed record ModuleNames(IReadOnlyList<string> All);
