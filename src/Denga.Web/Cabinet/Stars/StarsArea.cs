using Denga.Contracts.Stars;

namespace Denga.Web.Cabinet.Stars;

/// <summary>The shop of Telegram Stars and Premium.</summary>
internal static class StarsArea
{
    internal static void Add(Site site)
    {
        site.InMenu("/app/stars", "star", StarsTexts.Title);

        site.Read("/app/stars", ShopPages.Ask);
        site.Write("/app/stars", ShopPages.Quote);
        site.Write("/app/stars/change", ShopPages.Ask);
        site.Write("/app/stars/orders", ShopPages.Order);
        site.Read("/app/stars/orders", OrderPages.List);
        site.Read("/app/stars/orders/{order}", OrderPages.Show);
        site.Write("/app/stars/orders/{order}/cancel", OrderPages.Cancel);
        site.Read("/app/stars/friends", FriendPages.Show);
        site.Write("/app/stars/friends", FriendPages.Take);

        site.Watches<StarsOrderChanged>("money", (changed, person) => changed.Person == person, StarsTexts.Of);
    }
}
