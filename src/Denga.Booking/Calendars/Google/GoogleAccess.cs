using System.Text.Json;
using Denga.Platform.Modules;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;
using Google.Apis.Util;
using Microsoft.Extensions.Options;

namespace Denga.Booking.Calendars.Google;

/// <summary>The service account's tokens, which Google's own library asks for and keeps for their hour. It asks through the pipeline of all outside
/// calls.</summary>
internal sealed class GoogleAccess
{
    private const string Scope = "https://www.googleapis.com/auth/calendar";
    private readonly ServiceAccountCredential? account;

    public GoogleAccess(IOptions<BookingOptions> options, IHttpMessageHandlerFactory handlers, TimeProvider clock)
    {
        if (options.Value.Calendars.Google.ServiceAccount is not { } key)
            return;
        var (email, secret, address) = Read(key);
        account = new ServiceAccountCredential(
            new ServiceAccountCredential.Initializer(email, address)
            {
                Scopes = [Scope],
                Clock = new Clock(clock),
                HttpClientFactory = new Clients(handlers),
                DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
            }.FromPrivateKey(secret)
        );
    }

    internal bool IsOn => account is not null;

    /// <summary>Null when Google refuses the key.</summary>
    /// <param name="isNew">The one that is kept was refused.</param>
    internal async Task<string?> Token(bool isNew, CancellationToken cancel)
    {
        try
        {
            if (isNew && !await account!.RequestAccessTokenAsync(cancel))
                return null;
            return await account!.GetAccessTokenForRequestAsync(authUri: null, cancel);
        }
        catch (TokenResponseException)
        {
            return null;
        }
    }

    private static (string Email, string Key, string Address) Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            string Text(string name) => document.RootElement.GetProperty(name).GetString() ?? throw new FormatException(name);
            return (Text("client_email"), Text("private_key"), Text("token_uri"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SettingException(
                "Booking:Calendars:Google:ServiceAccount must be the JSON of a service account's key, with client_email, private_key and token_uri."
            );
        }
    }

    private sealed class Clients(IHttpMessageHandlerFactory handlers) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) =>
            handlers.CreateHandler(GoogleCalendar.Provider.Name);
    }

    private sealed class Clock(TimeProvider clock) : IClock
    {
        public DateTime Now => clock.GetLocalNow().DateTime;

        public DateTime UtcNow => clock.GetUtcNow().UtcDateTime;
    }
}
