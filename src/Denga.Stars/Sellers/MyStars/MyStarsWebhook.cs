using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;
using Denga.Stars.Orders;
using Microsoft.Extensions.Options;

namespace Denga.Stars.Sellers.MyStars;

/// <summary>What MyStars says of an order without being asked. It is signed, so it is believed; what contradicts the end of an order is kept for somebody
/// to look at, and moves no money.</summary>
internal sealed class MyStarsWebhook(OrderTable orders, OrderSteps steps, IOptions<StarsOptions> options) : IWebhook
{
    private const string Signature = "X-Faas-Signature";

    /// <summary>While he changes his secret he signs with both.</summary>
    private const int SignaturesMax = 4;

    public string Provider => MyStarsSeller.SellerName;

    public WorkPolicy Policy { get; } = new() { FirstWait = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromMinutes(5) };

    public VerifiedWebhook? Verify(WebhookRequest request)
    {
        if (options.Value.MyStars.WebhookSecret is not { } secret || request.Header(Signature) is not { Length: <= 1000 } given)
            return null;
        var right = Encoding.ASCII.GetBytes(
            Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), request.Body.Span))
        );
        var isRight = false;
        foreach (var one in given.Split(',', StringSplitOptions.TrimEntries).Take(SignaturesMax))
            isRight |= CryptographicOperations.FixedTimeEquals(right, Encoding.ASCII.GetBytes(one.ToLowerInvariant()));
        return isRight ? new VerifiedWebhook() : null;
    }

    public async Task<WorkResult> Work(ReceivedWebhook webhook, WorkItem item, CancellationToken cancel)
    {
        if (Read(webhook.Body) is not { Id: { } id } said)
            return WorkResult.GiveUp("webhook.unreadable");
        // It may come before the answer in which he names the order.
        if (await orders.FindOfSeller(Provider, id, cancel) is not { } order)
            return WorkResult.Retry(StarsErrors.OrderNotFound.Code);
        var (state, reason) = MyStarsSeller.StateOf(said.Status, said.Why);
        if (state is not (SellerState.Delivered or SellerState.Failed))
            return WorkResult.Done();
        if (OrderMoves.IsEnd(order.State))
            return order.State.ToString() == state.ToString()
                ? WorkResult.Done()
                : WorkResult.Done(unit =>
                    orders.KeepDispute(unit, order.Id, $"It was {order.State}; later he said: {said.Status}.", cancel)
                );
        if (state == SellerState.Failed)
            await item.Save(unit => orders.KeepFailing(unit, order.Id, reason!, cancel), cancel);
        var ended = state == SellerState.Delivered ? await steps.Deliver(order, cancel) : await steps.Fail(order, reason!, cancel);
        return ended.IsOk ? WorkResult.Done(ended.Value) : WorkResult.Retry(ended.Error.Code);
    }

    private static (string? Id, string? Status, string? Why)? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var said = document.RootElement;
            return (said.Text("order_id"), said.Text("status"), said.Text("failure_reason"));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
