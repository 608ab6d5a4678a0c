// The peer of the booking benchmark: the design that many start with. Whoever books locks the row of the object, looks whether anything overlaps, and
// inserts. Right as long as everybody does so; no price that can be reckoned again, no hold that ends, no event, no key that makes a repeat harmless. Usage:
//   node index.js --database postgres://… [--port 0] [--pool 16]
// Prints "ready http://127.0.0.1:<port>" when it takes requests.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import express from 'express';
import pg from 'pg';

// Sums come as bigint; they stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const { values: options } = parseArgs({
  options: {
    database: { type: 'string' },
    port: { type: 'string', default: '0' },
    pool: { type: 'string', default: '16' },
  },
});
const pool = new pg.Pool({ connectionString: options.database, max: Number(options.pool), idleTimeoutMillis: 0 });

const PRICE = { name: 'price', text: 'select price from peer.object where id = $1' };
const LOCK = { name: 'lock', text: 'select price, hourly from peer.object where id = $1 for update' };
const TAKEN = { name: 'taken', text: 'select exists (select from peer.booking where object_id = $1 and starts_at < $3 and ends_at > $2) as taken' };
const INSERT = {
  name: 'insert',
  text: 'insert into peer.booking (object_id, guest, starts_at, ends_at, price) values ($1, $2, $3, $4, $5) returning id',
};
const BUSY = { name: 'busy', text: 'select starts_at, ends_at from peer.booking where object_id = $1 and starts_at < $3 and ends_at > $2' };
const SEARCH = {
  name: 'search',
  text: `select id, type, price from peer.object o where type = $1 and price <= $4
    and not exists (select from peer.booking b where b.object_id = o.id and b.starts_at < $3 and b.ends_at > $2) order by id desc limit 10`,
};

const app = express();
app.disable('x-powered-by');
app.disable('etag');
const day = 86_400_000;

app.get('/objects/:id/days', async (request, response) => {
  const [id, from, to] = [Number(request.params.id), new Date(request.query.from), new Date(request.query.to)];
  const { rows: busy } = await pool.query({ ...BUSY, values: [id, from, to] });
  const { rows } = await pool.query({ ...PRICE, values: [id] });
  const days = [];
  for (let at = from.getTime(); at < to.getTime(); at += day)
    days.push({
      day: new Date(at).toISOString().slice(0, 10),
      free: !busy.some((b) => b.starts_at < at + day && b.ends_at > at),
      price: rows[0].price,
    });
  response.json(days);
});

app.get('/objects', async (request, response) => {
  const { type, from, to, price } = request.query;
  const { rows } = await pool.query({ ...SEARCH, values: [type, new Date(from), new Date(to), Number(price)] });
  response.json(rows);
});

app.post('/bookings', express.json(), async (request, response) => {
  const { object, guest, from, to } = request.body;
  const [start, end] = [new Date(from), new Date(to)];
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query({ ...LOCK, values: [object] });
    const taken = await client.query({ ...TAKEN, values: [object, start, end] });
    if (taken.rows[0].taken) {
      await client.query('rollback');
      response.status(409).end();
      return;
    }
    const price = rows[0].price * Math.ceil((end - start) / (rows[0].hourly ? 3_600_000 : day));
    const booked = await client.query({ ...INSERT, values: [object, guest, start, end, price] });
    await client.query('commit');
    response.json({ id: booked.rows[0].id, price });
  } finally {
    client.release();
  }
});

await pool.query(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'));
const server = app.listen(Number(options.port), '127.0.0.1', () =>
  process.stdout.write(`ready http://127.0.0.1:${server.address().port}\n`),
);
server.keepAliveTimeout = 65_000;
const stop = () => {
  server.close(() => pool.end().then(() => process.exit(0)));
  server.closeIdleConnections();
};
process.once('SIGTERM', stop).once('SIGINT', stop);
