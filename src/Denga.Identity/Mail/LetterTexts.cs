namespace Denga.Identity.Mail;

/// <summary>One letter in one language; <c>{0}</c> is the code.</summary>
internal sealed record LetterText(string Subject, string Body)
{
    internal string Text(string code) => Body.Replace("{0}", code, StringComparison.Ordinal);
}

/// <summary>One letter in both languages.</summary>
internal sealed record LetterPair(LetterText Russian, LetterText English)
{
    internal LetterText Of(string language) => language == "ru" ? Russian : English;
}

/// <summary>What Denga writes by e-mail.</summary>
internal static class LetterTexts
{
    internal static readonly LetterPair Confirm = new(
        new(
            "Код для регистрации в Denga",
            "Ваш код: {0}\n\nВведите его на странице регистрации. Код действует несколько минут.\nЕсли вы не регистрировались в Denga, просто не отвечайте на это письмо."
        ),
        new(
            "Your Denga registration code",
            "Your code: {0}\n\nEnter it on the registration page. It is good for a few minutes.\nIf you did not register with Denga, simply ignore this letter."
        )
    );

    internal static readonly LetterPair Taken = new(
        new(
            "У вас уже есть аккаунт Denga",
            "Кто-то, возможно вы, пробует зарегистрировать этот адрес в Denga ещё раз. Он уже зарегистрирован: войдите с паролем, а если забыли его — запросите новый.\nЕсли это были не вы, ничего делать не нужно: аккаунт в порядке."
        ),
        new(
            "You already have a Denga account",
            "Somebody, perhaps you, tries to register this address with Denga again. It is registered: sign in with your password, or ask for a new one if you forgot it.\nIf it was not you, there is nothing to do: your account is fine."
        )
    );

    internal static readonly LetterPair Recover = new(
        new(
            "Код для нового пароля Denga",
            "Ваш код: {0}\n\nВведите его вместе с новым паролем. Код действует несколько минут, а после смены пароля все открытые сеансы закроются.\nЕсли вы не просили об этом, ничего не делайте: пароль останется прежним."
        ),
        new(
            "Your code for a new Denga password",
            "Your code: {0}\n\nEnter it together with a new password. It is good for a few minutes; with the new password all open sessions end.\nIf you did not ask for this, do nothing: the password stays as it is."
        )
    );

    internal static readonly LetterPair Unknown = new(
        new(
            "В Denga нет такого аккаунта",
            "Кто-то, возможно вы, просит новый пароль Denga для этого адреса, но аккаунта с ним нет. Попробуйте другой адрес или зарегистрируйтесь.\nЕсли это были не вы, просто не отвечайте на это письмо."
        ),
        new(
            "There is no such Denga account",
            "Somebody, perhaps you, asks for a new Denga password for this address, but no account has it. Try another address, or register.\nIf it was not you, simply ignore this letter."
        )
    );

    internal static readonly LetterPair StepUp = new(
        new(
            "Код подтверждения Denga",
            "Код подтверждения Denga: {0}\n\nОн действует один раз и несколько минут. Никому его не сообщайте. Если вы ничего не подтверждали, смените пароль."
        ),
        new(
            "Your Denga confirmation code",
            "Your Denga confirmation code: {0}\n\nIt is good once, for a few minutes. Tell it to nobody. If you were not confirming anything, change your password."
        )
    );
}
