using System.Globalization;
using Denga.Contracts.Stars;
using Denga.Panel.Actions;

namespace Denga.Panel.Stars;

/// <summary>What operators type about margins, and what the margins become by it.</summary>
internal static class MarginChanges
{
    private const string Product = "product";
    private const string From = "from";
    private const string Percent = "percent";

    internal static Text NameOf(StarsProduct? product) =>
        product switch
        {
            StarsProduct.Stars => SaleTexts.OnlyStars,
            StarsProduct.Premium => SaleTexts.OnlyPremium,
            _ => SaleTexts.AnyProduct,
        };

    internal static Question Added(string language) =>
        new(SaleTexts.AddRule, SaleTexts.AddRuleAsk.In(language), TakesReason: true)
        {
            Inputs =
            [
                new(Product, SaleTexts.WhatIsSold, "")
                {
                    Choices =
                    [
                        ("", SaleTexts.AnyProduct.In(language)),
                        .. Enum.GetValues<StarsProduct>().Select(p => (p.ToString(), NameOf(p).In(language))),
                    ],
                },
                new(From, SaleTexts.FromQuantity, "0"),
                new(Percent, SaleTexts.MarginPercent, "10"),
            ],
        };

    internal static StarsMargins Add(Confirmed typed, StarsMargins now) =>
        now with
        {
            Rules =
            [
                .. now.Rules,
                new StarsMargin(
                    Enum.TryParse<StarsProduct>(typed[Product], out var product) ? product : null,
                    WholeOf(typed[From]),
                    PercentOf(typed[Percent])
                ),
            ],
        };

    internal static Question Changed(string name, StarsMargin from, string language) =>
        new(SaleTexts.ChangeMargin, SaleTexts.ChangeMarginAsk.In(language, name), TakesReason: true)
        {
            Inputs = [new(Percent, SaleTexts.MarginPercent, from.Percent.ToString("0.####", CultureInfo.InvariantCulture))],
        };

    /// <param name="rule">Null: what holds where no rule fits.</param>
    internal static StarsMargins Change(Confirmed typed, StarsMargins now, StarsMargin? rule) =>
        rule is null
            ? now with
            {
                Otherwise = PercentOf(typed[Percent]),
            }
            : now with
            {
                Rules = [.. now.Rules.Select(r => r == rule ? r with { Percent = PercentOf(typed[Percent]) } : r)],
            };

    /// <summary>What is no number is no margin that there could be; the operation says so.</summary>
    private static decimal PercentOf(string typed) =>
        decimal.TryParse(typed.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? percent
            : -1;

    private static int WholeOf(string typed) =>
        int.TryParse(typed.Replace(" ", ""), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
