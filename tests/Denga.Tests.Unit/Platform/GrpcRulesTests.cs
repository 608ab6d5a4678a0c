using Denga.Platform.Grpc;
using Denga.Platform.Grpc.Wire;
using Denga.Tests.Unit.Platform.Wire;
using Grpc.Core;

namespace Denga.Tests.Unit.Platform;

public sealed class GrpcRulesTests
{
    private readonly Rules rules = new([Everything.Descriptor]);

    [Fact]
    public void What_keeps_the_rules_passes() => Assert.Empty(Broken(Good()));

    [Fact]
    public void Every_rule_is_enforced_by_its_own_name()
    {
        Assert.Equal(["name string.min_len"], Broken(Good(m => m.Name = "a")));
        // Characters are counted, not bytes and not halves of pairs.
        Assert.Empty(Broken(Good(m => m.Name = "😀😀😀😀")));
        Assert.Equal(["name string.max_len"], Broken(Good(m => m.Name = "приве")));
        Assert.Equal(["exact string.len"], Broken(Good(m => m.Exact = "ab")));
        Assert.Equal(["percent int32.gte_lt"], Broken(Good(m => m.Percent = 100)));
        Assert.Equal(["far int32.gt_lt_exclusive"], Broken(Good(m => m.Far = 5)));
        Assert.Equal(["big int64.gt"], Broken(Good(m => m.Big = 5)));
        Assert.Equal(["colour enum.not_in"], Broken(Good(m => m.Colour = Colour.Unspecified)));
        Assert.Equal(["colour enum.defined_only"], Broken(Good(m => m.Colour = (Colour)7)));
        Assert.Equal(["tags repeated.min_items"], Broken(Good(m => m.Tags.Clear())));
        Assert.Equal(["tags repeated.unique"], Broken(Good(m => m.Tags.Add("a"))));
        Assert.Equal(["tags[1] string.min_len"], Broken(Good(m => m.Tags.Add(""))));
        Assert.Equal(["tags repeated.max_items"], Broken(Good(m => m.Tags.Add(["b", "c", "d"]))));
        Assert.Equal(["must required"], Broken(Good(m => m.Must = "")));
        Assert.Equal(["maybe string.pattern"], Broken(Good(m => m.Maybe = "b")));
        Assert.Equal(["choice required"], Broken(Good(m => m.ClearChoice())));
    }

    [Fact]
    public void What_lies_within_is_looked_at_too_and_all_is_told_at_once() =>
        Assert.Equal(
            ["name string.min_len", "inner.percent int32.gte_lt", "inner.must required"],
            Broken(
                Good(m =>
                {
                    m.Name = "";
                    m.Inner = Good(inner =>
                    {
                        inner.Percent = -1;
                        inner.Must = "";
                    });
                })
            )
        );

    [Fact]
    public void A_refusal_carries_the_violations()
    {
        var refused = Assert.Throws<RpcException>(() => rules.Check(Good(m => m.Name = "")));
        Assert.Equal((StatusCode.InvalidArgument, "name: must be at least 2 characters"), (refused.StatusCode, refused.Status.Detail));
        Assert.Equal("string.min_len", refused.Details()[0].Unpack<Violations>().Violations_.Single().RuleId);
        Assert.Equal("name", refused.Details()[1].Unpack<BadRequest>().FieldViolations.Single().Field);
    }

    [Fact]
    public void A_rule_that_is_not_enforced_refuses_to_start()
    {
        Assert.Contains(
            "rules.test.Unenforced.name",
            Assert.Throws<InvalidOperationException>(() => new Rules([Unenforced.Descriptor])).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidOperationException>(() => new Rules([Misplaced.Descriptor]));
    }

    private string[] Broken(Everything message) => [.. rules.Violations(message).Select(v => $"{Rules.PathOf(v.Field)} {v.RuleId}")];

    private static Everything Good(Action<Everything>? but = null)
    {
        var message = new Everything
        {
            Name = "ab",
            Far = 11,
            Big = 6,
            Colour = Colour.Red,
            Tags = { "a" },
            Must = "x",
            One = 0,
        };
        but?.Invoke(message);
        return message;
    }
}
