import type {Db} from './db.js';

/**
 * Takes one of the calls an agent may make in a while, in the caller's transaction; otherwise tells when the next will be
 * free. All processes of a project share them.
 */
export function takeCall(
  db: Db,
  agent: string,
  at: number,
  {most, withinMs}: {most: number; withinMs: number},
): number {
  db.prepare('DELETE FROM calls WHERE agent = ? AND at <= ?').run(agent, at - withinMs);
  const made = db.value<number>('SELECT count(*) FROM calls WHERE agent = ?', agent) ?? 0;
  if (made >= most) {
    const oldest = db.value<number>(
      'SELECT at FROM calls WHERE agent = ? ORDER BY at LIMIT 1 OFFSET ?',
      agent,
      made - most,
    );
    return (oldest ?? at) + withinMs;
  }
  db.prepare('INSERT INTO calls(agent, at) VALUES (?, ?)').run(agent, at);
  return at;
}
