using System.CommandLine;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Host.Commands;

/// <summary>Accounts from the command line: who has the machine may appoint.</summary>
internal static class UserCommands
{
    internal static Command Create() =>
        new("user", "Accounts and their roles.")
        {
            Appointing("add", "Makes an account with a password that is shown once; an account that exists gets the role."),
            Appointing("role", "Gives an account a role."),
            List(),
        };

    private static Command Appointing(string name, string description)
    {
        var email = new Argument<string>("email") { Description = "The e-mail address." };
        var role = new Option<Role>("--role")
        {
            Description = "User, Operator or Administrator.",
            Required = name == "role",
            CustomParser = result =>
            {
                if (Enum.TryParse<Role>(result.Tokens[0].Value, ignoreCase: true, out var given) && Enum.IsDefined(given))
                    return given;
                result.AddError($"There is no role {result.Tokens[0].Value}: there are User, Operator and Administrator.");
                return default;
            },
            DefaultValueFactory = name == "role" ? null : _ => Role.User,
        };
        return AllCommands.Offline(
            name,
            description,
            async (denga, parsed, cancel) =>
            {
                var operations = denga.Services.GetRequiredService<IOperations>();
                var address = parsed.GetValue(email)!;
                if (name == "role" && !await Exists(operations, address, cancel))
                {
                    await Console.Error.WriteLineAsync("denga: There is no account with this address; make one with: denga user add");
                    return 1;
                }
                var appointed = await operations.Ask(new Appoint(address, parsed.GetValue(role)), cancel);
                if (appointed.Error is { } error)
                {
                    await Console.Error.WriteLineAsync("denga: " + error.Detail);
                    return 1;
                }
                await Console.Out.WriteLineAsync($"{address.Trim()}: {appointed.Value.Person.Role}, {appointed.Value.Person.Id}");
                if (appointed.Value.Password is { } password)
                    await Console.Out.WriteLineAsync($"Password, shown only now: {password}");
                return 0;
            },
            email,
            role
        );
    }

    private static async Task<bool> Exists(IOperations operations, string address, CancellationToken cancel)
    {
        var found = await operations.Ask(new People(address), cancel);
        return found.IsOk && found.Value.Items.Any(p => string.Equals(p.Email, address.Trim(), StringComparison.OrdinalIgnoreCase));
    }

    private static Command List() =>
        AllCommands.Offline(
            "list",
            "Lists the accounts with an e-mail address, the newest first.",
            async (denga, _, cancel) =>
            {
                var operations = denga.Services.GetRequiredService<IOperations>();
                // The empty beginning leaves out people without an address.
                for (var (page, next) = (0, (string?)null); page == 0 || next is not null; page++)
                {
                    var people = await operations.Ask(new People("", next), cancel);
                    foreach (var entry in people.Value.Items)
                        await Console.Out.WriteLineAsync(
                            $"{entry.Person.Id}  {entry.Person.RegisteredAt:u}  {entry.Person.Role, -13}  {(entry.TwoFactor ? "2FA" : "   ")}  {entry.Email}"
                        );
                    next = people.Value.Next;
                }
                return 0;
            }
        );
}
