namespace Denga.Chaos;

/// <summary>A part that is killed, and what brings it back.</summary>
internal sealed record Strike(string What, Func<Task> Kill, Func<Task> StartAgain);
