import type { DatabaseSync } from 'node:sqlite';

/** After a failed delivery the rest waits this long. */
const retryMilliseconds = 1000;

/**
 * Messages that are owed to queues. They are written in the transaction of the change that they tell of, delivered
 * right after it, and at the next opening if the process died between.
 */
export type Outbox = {
  /** Call inside a transaction. */
  add(queueArn: string, body: string): void;
  /** Delivers what is owed, oldest first. What the queue refuses stays and is tried again; it never throws. */
  flush(): void;
  close(): void;
};

export function openOutbox(database: DatabaseSync, deliver: (queueArn: string, body: string) => void): Outbox {
  database.exec(
    'CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, queue_arn TEXT NOT NULL, body TEXT NOT NULL) STRICT',
  );
  const insert = database.prepare('INSERT INTO outbox (queue_arn, body) VALUES (?, ?)');
  const select = database.prepare('SELECT id, queue_arn, body FROM outbox ORDER BY id');
  const remove = database.prepare('DELETE FROM outbox WHERE id = ?');
  let timer: NodeJS.Timeout | undefined;
  let owed = true;
  let flushing = false;

  function deliverAll(): void {
    const failed = new Map<string, unknown>();
    owed = false;
    for (const row of select.all()) {
      const queueArn = String(row.queue_arn);
      // The events of one queue stay in order: behind one that failed the others wait.
      if (failed.has(queueArn)) continue;
      try {
        deliver(queueArn, String(row.body));
        remove.run(row.id ?? null);
      } catch (error) {
        failed.set(queueArn, error);
      }
    }
    if (failed.size > 0) owed = true;
    for (const [queueArn, error] of failed) {
      console.error(
        `S3 could not deliver an event to ${queueArn} and tries again in ${retryMilliseconds / 1000} s:`,
        error,
      );
    }
  }

  function flush(): void {
    if (!owed || flushing) return;
    flushing = true;
    clearTimeout(timer);
    timer = undefined;
    try {
      deliverAll();
    } finally {
      flushing = false;
    }
    if (owed) timer = setTimeout(flush, retryMilliseconds).unref();
  }

  return {
    add(queueArn, body) {
      insert.run(queueArn, body);
      owed = true;
    },
    flush,
    close: () => clearTimeout(timer),
  };
}
