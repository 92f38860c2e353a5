import {afterEach, expect, test} from 'vitest';
import {parseCron} from '../../../src/backups/schedules/cron.js';
import {nextOfCron} from '../../../src/backups/schedules/cron-next.js';
import {dice} from '../../support/random.js';

const zoneBefore = process.env.TZ;
afterEach(() => {
  process.env.TZ = zoneBefore ?? 'UTC';
});

const MINUTE_MS = 60_000;

/** The plain way: minute after minute, until the clock on the wall shows what was asked for. */
function walk(line: string, after: number): number | undefined {
  const {hour, minute} = parseCron(line);
  const start = Math.floor(after / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  for (let at = start; at < start + 3 * 86_400_000; at += MINUTE_MS) {
    const date = new Date(at);
    if (hour.has(date.getHours()) && minute.has(date.getMinutes())) return at;
  }
  return undefined;
}

test('far from a change of the clock, the next moment is the next minute that fits, in any zone', () => {
  const random = dice(11);
  for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns']) {
    process.env.TZ = zone;
    for (let round = 0; round < 60; round++) {
      const line = `${random.below(60)},${random.below(60)} ${random.below(24)}-23/${1 + random.below(5)} * * *`;
      const after = Date.UTC(
        2026,
        random.pick([0, 5, 6, 11]),
        5 + random.below(10),
        random.below(24),
        random.below(60),
      );
      expect(nextOfCron(parseCron(line), after), `${line} ${zone} ${after}`).toBe(walk(line, after));
    }
  }
});

test('a day that begins at one, and a day that is not there at all', () => {
  // Beirut went from midnight to one on 29 March 2026.
  process.env.TZ = 'Asia/Beirut';
  const midnight = nextOfCron(parseCron('0 0 * * *'), Date.UTC(2026, 2, 28, 12));
  expect(new Date(midnight ?? 0).toISOString()).toBe('2026-03-28T22:00:00.000Z');
  // Apia went from the 29th of December 2011 to the 31st.
  process.env.TZ = 'Pacific/Apia';
  const cron = parseCron('0 12 * * *');
  const first = nextOfCron(cron, new Date(2011, 11, 29, 11).getTime()) ?? 0;
  const second = nextOfCron(cron, first) ?? 0;
  expect([new Date(first).getDate(), new Date(second).getDate()]).toEqual([29, 31]);
});
