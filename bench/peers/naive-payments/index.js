// The peer of the payments benchmark: the design that many start with. The payer is found through a cache, then the payment's row and the balance
// are updated in two steps, then the person is told. Quick, and right while nothing dies between the steps and nothing comes twice at once. Usage:
//   node index.js --database postgres://… --secret s [--port 0] [--pool 8]
// Prints "ready http://127.0.0.1:<port>" when it takes webhooks at /hooks/payment.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import express from 'express';
import pg from 'pg';

// Sums come as bigint; they stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const { values: options } = parseArgs({
  options: {
    database: { type: 'string' },
    secret: { type: 'string' },
    port: { type: 'string', default: '0' },
    pool: { type: 'string', default: '8' },
  },
});
const pool = new pg.Pool({ connectionString: options.database, max: Number(options.pool), idleTimeoutMillis: 0 });
const payers = new Map();
const streams = new Map();

const INSERT = { name: 'insert', text: 'insert into peer.payment (id, user_id, amount) values ($1, $2, $3)' };
const FIND = { name: 'find', text: 'select user_id, amount, status from peer.payment where id = $1' };
const COMPLETE = { name: 'complete', text: "update peer.payment set status = 'completed', completed_at = now() where id = $1" };
const CREDIT = {
  name: 'credit',
  text: `insert into peer.account as a (user_id, balance) values ($1, $2)
    on conflict (user_id) do update set balance = a.balance + excluded.balance returning balance`,
};

function isSigned(request) {
  const signature = Buffer.from(request.get('Signature') ?? '');
  const right = Buffer.from(createHmac('sha256', options.secret).update(request.body).digest('hex'));
  return signature.length === right.length && timingSafeEqual(signature, right);
}

function tell(user, message) {
  const text = `event: message\ndata: ${JSON.stringify(message)}\n\n`;
  for (const response of streams.get(user) ?? []) response.write(text);
}

const app = express();
app.disable('x-powered-by');
app.disable('etag');

app.post('/recharge', express.json(), async (request, response) => {
  const { user, amount } = request.body;
  const id = randomUUID();
  await pool.query({ ...INSERT, values: [id, user, amount] });
  payers.set(id, user);
  response.json({ id });
});

app.get('/events/:user', (request, response) => {
  const user = Number(request.params.user);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('event: ready\ndata: {}\n\n');
  if (!streams.has(user)) streams.set(user, new Set());
  streams.get(user).add(response);
  response.on('close', () => streams.get(user).delete(response));
});

app.post('/hooks/payment', express.raw({ type: () => true }), async (request, response) => {
  if (!isSigned(request)) {
    response.status(401).end();
    return;
  }
  const { payment: id, amount } = JSON.parse(request.body);
  const { rows } = await pool.query({ ...FIND, values: [id] });
  if (rows.length === 0 || rows[0].status === 'completed') {
    response.status(200).end();
    return;
  }
  const user = payers.get(id) ?? rows[0].user_id;
  await pool.query({ ...COMPLETE, values: [id] });
  const credited = await pool.query({ ...CREDIT, values: [user, amount] });
  tell(user, { id, text: `✅ ${amount / 100} RUB came in. Balance: ${credited.rows[0].balance / 100} RUB` });
  response.status(200).end();
});

await pool.query(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'));
const server = app.listen(Number(options.port), '127.0.0.1', () =>
  process.stdout.write(`ready http://127.0.0.1:${server.address().port}\n`),
);
server.keepAliveTimeout = 65_000;
const stop = () => {
  for (const open of streams.values()) for (const response of open) response.end();
  server.close(() => pool.end().then(() => process.exit(0)));
  server.closeIdleConnections();
};
process.once('SIGTERM', stop).once('SIGINT', stop);
