// The peer of the webhook benchmark. Usage:
//   node index.js --database postgres://… --port 8090 --api-root http://127.0.0.1:8091 --secret s
//     [--token 123456:…] [--pool 8] [--workers 1] [--limits <first chat>:<count>] [--with-parent]
// Prints "ready http://127.0.0.1:<port>" when it takes webhooks at /hooks/telegram.
import cluster from 'node:cluster';
import http from 'node:http';
import { parseArgs } from 'node:util';
import { Bot, InlineKeyboard, webhookCallback } from 'grammy';
import { parse } from './parse.js';
import { Store } from './store.js';

const { values: options } = parseArgs({
  options: {
    database: { type: 'string' },
    port: { type: 'string', default: '0' },
    'api-root': { type: 'string' },
    secret: { type: 'string' },
    token: { type: 'string', default: '123456:AAE-TEST-TOKEN-35-characters-long_0' },
    pool: { type: 'string', default: '8' },
    workers: { type: 'string', default: '1' },
    limits: { type: 'string' },
    'with-parent': { type: 'boolean', default: false },
  },
});
for (const name of ['database', 'api-root', 'secret'])
  if (!options[name]) {
    process.stderr.write(`--${name} is required\n`);
    process.exit(2);
  }

const LIMIT_MINOR = 5_000_000_000;
const NAMES = {
  cafe: 'Кафе',
  groceries: 'Продукты',
  transport: 'Транспорт',
  home: 'Дом',
  health: 'Здоровье',
  clothes: 'Одежда',
  fun: 'Развлечения',
  gifts: 'Подарки',
  other: 'Другое',
};

// Telegram's date is in seconds; the day is the server's, as the measured bot's is the person's.
const dayOf = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);

function money(minor) {
  const whole = String(Math.trunc(minor / 100)).replace(/\B(?=(\d{3})+$)/gu, '\u00a0');
  const fraction = minor % 100;
  return `${whole}${fraction === 0 ? '' : `,${String(fraction).padStart(2, '0')}`}\u00a0₽`;
}

const escaped = (text) => text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');

function screen({ expense, standing, alerts }) {
  const lines = [
    `✅ <b>${money(expense.minor)}</b> — ${escaped(expense.note)} (${NAMES[expense.category]})`,
    `Сегодня ${money(standing.today)}, за месяц ${money(standing.month)}`,
    ...alerts.map((alert) => `⚠️ Потрачено ${alert.threshold}% лимита ${money(alert.amount)}`),
  ];
  const buttons = new InlineKeyboard()
    .text('✏️ Изменить', `change:${expense.id}`)
    .text('🗑 Удалить', `delete:${expense.id}`);
  return { text: lines.join('\n'), buttons };
}

function createBot(store) {
  const bot = new Bot(options.token, {
    client: { apiRoot: options['api-root'], canUseWebhookReply: () => false },
    botInfo: {
      id: Number(options.token.split(':')[0]),
      is_bot: true,
      first_name: 'Peer',
      username: 'peer_bot',
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
    },
  });
  bot.on('message:text', async (ctx) => {
    const { update_id: updateId, message } = ctx.update;
    const outcome = await store.record(updateId, message.chat.id, parse(message.text), dayOf(message.date));
    if (!outcome) return;
    if (outcome.expense) {
      const { text, buttons } = screen(outcome);
      await ctx.reply(text, { parse_mode: 'HTML', reply_markup: buttons });
    } else await ctx.reply('Напишите сумму и на что, например: 350 кофе');
    await store.markAnswered(updateId);
  });
  return bot;
}

async function serve() {
  const store = new Store(options.database, Number(options.pool));
  await store.createSchema();
  if (options.limits) {
    const [first, count] = options.limits.split(':');
    await store.seedLimits(first, count, LIMIT_MINOR);
  }
  const handle = webhookCallback(createBot(store), 'http', { secretToken: options.secret });
  const server = http.createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== '/hooks/telegram') {
      response.writeHead(404).end();
      return;
    }
    handle(request, response).catch((error) => {
      process.stderr.write(`${error.stack}\n`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.keepAliveTimeout = 65_000;
  server.listen(Number(options.port), '127.0.0.1', () => {
    const address = `http://127.0.0.1:${server.address().port}`;
    if (cluster.isWorker) process.send({ ready: address });
    else process.stdout.write(`ready ${address}\n`);
  });
  const stop = () => {
    server.close(() => store.close().then(() => process.exit(0)));
    server.closeIdleConnections();
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  return stop;
}

const workers = Number(options.workers);
if (cluster.isPrimary && workers > 1) {
  let waiting = workers;
  for (let i = 0; i < workers; i++)
    cluster.fork().on('message', ({ ready }) => {
      if (--waiting === 0) process.stdout.write(`ready ${ready}\n`);
    });
  const stop = () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM');
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  if (options['with-parent']) process.stdin.on('end', stop).resume();
} else {
  const stop = await serve();
  if (options['with-parent'] && cluster.isPrimary) process.stdin.on('end', stop).resume();
}
