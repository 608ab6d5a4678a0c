namespace Denga.Stars;

/// <summary>Settings under <c>Stars</c>.</summary>
internal sealed class StarsOptions;
