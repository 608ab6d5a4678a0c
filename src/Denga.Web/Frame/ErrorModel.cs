namespace Denga.Web.Frame;

/// <param name="Words">What is known about it; without it, what an error of this kind usually means.</param>
public sealed record ErrorModel(int Status, string? Words);
