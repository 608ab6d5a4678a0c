const KEYWORDS = {
  cafe: 'кофе кафе чай обед ужин завтрак ресторан пицца суши бургер coffee cafe tea lunch dinner breakfast restaurant pizza sushi burger',
  groceries: 'продукты магазин хлеб молоко мясо овощи фрукты пятёрочка пятерочка ашан groceries food bread milk meat vegetables fruit supermarket',
  transport: 'такси метро автобус бензин парковка электричка taxi metro bus fuel gas parking train uber',
  home: 'аренда квартира коммуналка интернет свет ремонт rent flat utilities internet electricity repair',
  health: 'аптека врач лекарства стоматолог анализы pharmacy doctor medicine dentist',
  clothes: 'одежда обувь куртка джинсы clothes shoes jacket jeans',
  fun: 'кино театр концерт книга игра подписка cinema movie theatre concert book game subscription',
  gifts: 'подарок цветы gift flowers present',
};

const CATEGORY_OF = new Map(
  Object.entries(KEYWORDS).flatMap(([category, words]) => words.split(' ').map((word) => [word, category])),
);

const AMOUNT = String.raw`(?<amount>\d{1,9}(?:[.,]\d{1,2})?)\s*(?:₽|руб\.?|р\.?|rub)?`;
const AMOUNT_FIRST = new RegExp(`^${AMOUNT}\\s+(?<note>\\S.*)$`, 'isu');
const AMOUNT_LAST = new RegExp(`^(?<note>.*\\S)\\s+${AMOUNT}$`, 'isu');

/** Reads "350 кофе" or "coffee 350"; null when it is neither. Amounts are whole minor units of the
 * rouble, the only currency here, far below 2^53. */
export function parse(text) {
  const trimmed = text.trim();
  const found = AMOUNT_FIRST.exec(trimmed) ?? AMOUNT_LAST.exec(trimmed);
  if (!found) return null;
  const { amount, note } = found.groups;
  const [whole, fraction = ''] = amount.split(/[.,]/u);
  const minor = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  if (minor === 0 || note.length > 500) return null;
  return {
    minor,
    currency: 'RUB',
    category: categoryOf(note),
    note,
  };
}

function categoryOf(note) {
  for (const word of note.toLowerCase().split(/[^\p{L}\p{N}]+/u)) {
    const category = CATEGORY_OF.get(word);
    if (category) return category;
  }
  return 'other';
}
