namespace Denga.Tests.Integration.Caching;

/// <summary>The same on a cluster.</summary>
public sealed class CacheOnAClusterTests : CacheTests
{
    protected override bool IsCluster => true;
}

/// <summary>The same on a cluster.</summary>
public sealed class RateLimitOnAClusterTests : RateLimitTests
{
    protected override bool IsCluster => true;
}
