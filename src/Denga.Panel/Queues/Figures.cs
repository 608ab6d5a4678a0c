namespace Denga.Panel.Queues;

/// <param name="Address">Where what was given up is listed.</param>
public sealed record Figures(string Name, string Module, long Waiting, TimeSpan OldestAge, long GivenUp, string Address);
