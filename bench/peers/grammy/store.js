import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';

// Sums come as bigint; they stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

// Everything that is known beforehand in one statement, because each statement costs the server and the driver; nothing is written when the
// update came before.
const RECORD = {
  name: 'record',
  text: `
    with received as (
      insert into peer.incoming_update (update_id, chat_id) values ($4, $2) on conflict do nothing returning update_id
    ), operation as (
      insert into peer.operation (id, person_id) select $1, $2 from received
    ), expense as (
      insert into peer.expense (id, operation_id, update_id, person_id, amount_minor, currency, rate, category, day, note)
      select $3, $1, update_id, $2, $5, $6, null, $7, $8, $9 from received
    ), total as (
      insert into peer.day_total as t (person_id, day, category, sum_minor, count) select $2, $8, $7, $5, 1 from received
      on conflict (person_id, day, category) do update set sum_minor = t.sum_minor + excluded.sum_minor, count = t.count + 1
    ), conversation as (
      insert into peer.conversation (chat_id, state) select $2, $11 from received
      on conflict (chat_id) do update set state = excluded.state, changed_at = now()
    )
    insert into peer.outbox (type, key, payload) select 'expense-recorded', $2::bigint::text, $10 from received`,
};

const RECEIVE = {
  name: 'receive',
  text: 'insert into peer.incoming_update (update_id, chat_id) values ($1, $2) on conflict do nothing',
};

const STANDING = {
  name: 'standing',
  text: `
    select coalesce(sum(sum_minor) filter (where day = $2), 0)::bigint as today,
           coalesce(sum(sum_minor), 0)::bigint as month,
           (select jsonb_agg(jsonb_build_object('category', l.category, 'amount', l.amount_minor, 'spent', (
              select coalesce(sum(s.sum_minor), 0) from peer.day_total s
              where s.person_id = $1 and s.day >= $3 and s.day < $4 and l.category in ('*', s.category))))
            from peer.spending_limit l where l.person_id = $1) as limits
    from peer.day_total where person_id = $1 and day >= $3 and day < $4`,
};

const ALERT = {
  name: 'alert',
  text: `
    with alert as (
      insert into peer.limit_alert (person_id, category, month, threshold) values ($1, $2, $3, $4)
      on conflict do nothing returning category
    )
    insert into peer.outbox (type, key, payload)
    select 'limit-reached', $1::bigint::text, $5 from alert returning 1`,
};

const ANSWERED = {
  name: 'answered',
  text: 'update peer.incoming_update set answered_at = now() where update_id = $1',
};

const UNANSWERED = {
  name: 'unanswered',
  text: `
    select e.id, e.amount_minor as minor, e.currency, e.category, to_char(e.day, 'YYYY-MM-DD') as day, e.note
    from peer.incoming_update u left join peer.expense e using (update_id)
    where u.update_id = $1 and u.answered_at is null`,
};

export class Store {
  constructor(connectionString, poolSize) {
    this.pool = new pg.Pool({ connectionString, max: poolSize, idleTimeoutMillis: 0, pipeline: true });
  }

  async createSchema() {
    const sql = await readFile(new URL('./schema.sql', import.meta.url), 'utf8');
    const client = await this.pool.connect();
    try {
      // "if not exists" is not safe against a second process doing the same.
      await client.query('select pg_advisory_lock(7350)');
      await client.query(sql);
    } finally {
      await client.query('select pg_advisory_unlock(7350)');
      client.release();
    }
  }

  /** A monthly limit for each of count people from first on. */
  async seedLimits(first, count, minor) {
    await this.pool.query(
      `insert into peer.spending_limit (person_id, category, amount_minor)
       select id, '*', $3 from generate_series($1::bigint, $1::bigint + $2::bigint - 1) id on conflict do nothing`,
      [first, count, minor],
    );
  }

  /** Takes the update in once. Null: it came before and is answered. */
  async record(updateId, chatId, entry, day) {
    if (!entry) {
      const { rowCount } = await this.pool.query({ ...RECEIVE, values: [updateId, chatId] });
      return rowCount > 0 ? { expense: null } : this.recordedBefore(updateId, chatId);
    }
    const expense = { id: randomUUID(), ...entry, day };
    const outcome = await this.inTransaction(async (client, begun) => {
      // Sent together: the connection is in pipeline mode.
      const [, written, standing] = await allSettled([
        begun,
        client.query({
          ...RECORD,
          values: [
            randomUUID(),
            chatId,
            expense.id,
            updateId,
            entry.minor,
            entry.currency,
            entry.category,
            day,
            entry.note,
            JSON.stringify({ person: chatId, expense }),
            JSON.stringify({ dialog: 'recorded', expense: expense.id, update: updateId }),
          ],
        }),
        this.standing(client, chatId, day),
      ]);
      if (written.rowCount === 0) return null;
      const alerts = [];
      for (const limit of standing.limits ?? []) {
        const threshold = thresholdOf(limit);
        if (threshold === 0) continue;
        const alert = await client.query({
          ...ALERT,
          values: [chatId, limit.category, monthOf(day).from, threshold, JSON.stringify({ person: chatId, threshold, limit })],
        });
        if (alert.rowCount > 0) alerts.push({ ...limit, threshold });
      }
      return { expense, standing, alerts };
    });
    return outcome ?? this.recordedBefore(updateId, chatId);
  }

  async markAnswered(updateId) {
    await this.pool.query({ ...ANSWERED, values: [updateId] });
  }

  async close() {
    await this.pool.end();
  }

  async recordedBefore(updateId, chatId) {
    const { rows } = await this.pool.query({ ...UNANSWERED, values: [updateId] });
    if (rows.length === 0) return null;
    const [expense] = rows;
    if (!expense.id) return { expense: null };
    return { expense, standing: await this.standing(this.pool, chatId, expense.day), alerts: [] };
  }

  async standing(client, chatId, day) {
    const { from, to } = monthOf(day);
    const { rows } = await client.query({ ...STANDING, values: [chatId, day, from, to] });
    return rows[0];
  }

  /** The work gets the pending "begin", so that it can send its first statements along with it. */
  async inTransaction(work) {
    const client = await this.pool.connect();
    try {
      const result = await work(client, client.query('begin'));
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      // A client whose rollback failed is thrown away with its connection.
      await client.query('rollback').then(
        () => client.release(),
        (broken) => client.release(broken),
      );
      throw error;
    }
  }
}

/** Like Promise.all, but waits for every one before it throws, so that no statement is still under way when the transaction is rolled back. */
async function allSettled(promises) {
  const outcomes = await Promise.allSettled(promises);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes.map((outcome) => outcome.value);
}

function thresholdOf({ amount, spent }) {
  if (spent >= amount) return 100;
  return spent * 100 >= amount * 80 ? 80 : 0;
}

function monthOf(day) {
  const [year, month] = day.split('-').map(Number);
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
  return { from: `${day.slice(0, 7)}-01`, to: next };
}
