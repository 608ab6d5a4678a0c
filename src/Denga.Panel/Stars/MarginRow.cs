using Denga.Contracts.Stars;

namespace Denga.Panel.Stars;

/// <param name="Place">Of the rule among the others; below zero it is what holds without one.</param>
public sealed record MarginRow(int Place, StarsMargin? Rule, decimal Percent);
