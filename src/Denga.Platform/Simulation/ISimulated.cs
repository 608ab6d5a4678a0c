using Denga.Platform.Operations;

namespace Denga.Platform.Simulation;

/// <summary>A module in a simulated world: its own code on a database in memory. Others ask it as they ask the real one.</summary>
public interface ISimulated : IOperations
{
    SimulatedModule Module { get; }

    /// <summary>What somebody does there, until he has an answer or has given up waiting.</summary>
    Task Act();

    /// <summary>What holds at any moment; throws when it does not.</summary>
    void Check();

    /// <summary>Nothing is under way any more: the outside says once more what is so.</summary>
    Task Settle();

    /// <summary>What holds when everything has come to its end.</summary>
    void CheckAll();

    /// <summary>What the run left behind, in a sentence.</summary>
    string Left { get; }
}
