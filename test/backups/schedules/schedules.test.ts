import {afterEach, describe, expect, test} from 'vitest';
import {parseCron} from '../../../src/backups/schedules/cron.js';
import {nextOfCron} from '../../../src/backups/schedules/cron-next.js';
import {findDue, jitterMs, nextRunAt} from '../../../src/backups/schedules/due.js';
import {readSchedule, readSchedules} from '../../../src/backups/schedules/schedule.js';
import {dice} from '../../support/random.js';

const zoneBefore = process.env.TZ;
afterEach(() => {
  process.env.TZ = zoneBefore ?? 'UTC';
});

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The next moments of a line of cron, as the clock of a place shows them. */
function runs(line: string, after: string, count: number, zone = 'UTC'): string[] {
  process.env.TZ = zone;
  const cron = parseCron(line);
  const found: string[] = [];
  let at = new Date(after).getTime();
  for (let run = 0; run < count; run++) {
    const next = nextOfCron(cron, at);
    if (next === undefined) break;
    expect(next).toBeGreaterThan(at);
    at = next;
    found.push(new Date(at).toISOString());
  }
  return found;
}

describe('a line of cron', () => {
  test.each([
    ['0 2 * * *', '2026-01-31T02:00:00Z', ['2026-02-01T02:00:00.000Z']],
    ['*/20 8-9 * * mon-fri', '2026-01-02T09:39:59Z', ['2026-01-02T09:40:00.000Z', '2026-01-05T08:00:00.000Z']],
    ['5/30 * * * *', '2026-01-01T00:00:00Z', ['2026-01-01T00:05:00.000Z', '2026-01-01T00:35:00.000Z']],
    ['0 0 1,15 JAN,jul *', '2026-01-15T00:00:00Z', ['2026-07-01T00:00:00.000Z', '2026-07-15T00:00:00.000Z']],
    ['@weekly', '2026-01-01T00:00:00Z', ['2026-01-04T00:00:00.000Z']],
    ['0 0 * * 7', '2026-01-01T00:00:00Z', ['2026-01-04T00:00:00.000Z']],
    ['0 0 * * fri-sun', '2026-01-02T00:00:00Z', ['2026-01-03T00:00:00.000Z', '2026-01-04T00:00:00.000Z']],
    ['0 0 13 * fri', '2026-02-06T00:00:00Z', ['2026-02-13T00:00:00.000Z', '2026-02-20T00:00:00.000Z']],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', ['2028-02-29T00:00:00.000Z']],
    ['@yearly', '2026-01-01T00:00:00Z', ['2027-01-01T00:00:00.000Z']],
  ])('%s after %s', (line, after, expected) => {
    expect(runs(line, after, expected.length)).toEqual(expected);
  });

  test.each([
    ['0 2 * *', 'needs five fields'],
    ['', 'needs five fields'],
    ['@reboot', 'needs five fields'],
    ['60 * * * *', '"60" is no minute'],
    ['* 24 * * *', '"24" is no hour'],
    ['* * 0 * *', '"0" is no day'],
    ['* * * foo *', '"foo" is no month'],
    ['* * * * 8', '"8" is no weekday'],
    ['*/0 * * * *', '"*/0" is no minute'],
    ['5-1 * * * *', '"5-1" is no minute'],
    ['1,,2 * * * *', '"1,,2" is no minute'],
    ['0 0 30 2 *', 'never comes'],
  ])('"%s" is refused in words', (line, why) => {
    expect(() => parseCron(line)).toThrow(why);
  });

  test('a time that is skipped in spring runs once, right behind the gap', () => {
    // Berlin went from 02:00 to 03:00 on 29 March 2026.
    expect(runs('30 2 * * *', '2026-03-28T12:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    expect(runs('*/30 1-3 * * *', '2026-03-29T00:00:00Z', 4, 'Europe/Berlin')).toEqual([
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-29T23:00:00.000Z',
    ]);
  });

  test('a time that comes twice in autumn runs once', () => {
    expect(runs('30 2 * * *', '2026-10-24T12:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  test('what runs in every hour goes on in the hour that comes twice', () => {
    expect(runs('30 * * * *', '2026-10-24T23:31:00Z', 3, 'Europe/Berlin')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-25T02:30:00.000Z',
    ]);
    // Lord Howe sets its clock back by half an hour.
    expect(runs('*/20 * * * *', '2026-04-04T14:39:00Z', 4, 'Australia/Lord_Howe')).toEqual([
      '2026-04-04T14:40:00.000Z',
      '2026-04-04T15:10:00.000Z',
      '2026-04-04T15:30:00.000Z',
      '2026-04-04T15:50:00.000Z',
    ]);
  });
});

describe('a schedule', () => {
  const nightly = readSchedule({name: 'nightly', path: '.', cron: '0 2 * * *', jitterMs: 10 * MINUTE_MS});
  const often = readSchedule({name: 'often', path: 'src', everyMs: 15 * MINUTE_MS, jitterMs: HOUR_MS});
  const noon = Date.UTC(2026, 0, 10, 12);

  test('what was missed is made up for once', () => {
    const lastAt = Date.UTC(2026, 0, 1, 2);
    expect(findDue(nightly, lastAt, noon)).toEqual({dueAt: Date.UTC(2026, 0, 10, 2), missed: 8});
    expect(findDue(nightly, Date.UTC(2026, 0, 10, 2), noon)).toBeUndefined();
    expect(findDue(often, noon - 100 * MINUTE_MS, noon)).toEqual({dueAt: noon - 10 * MINUTE_MS, missed: 5});
    expect(findDue(often, noon - 10 * MINUTE_MS, noon)).toBeUndefined();
  });

  test('after a year of sleep the run is that of the newest moment', () => {
    const minutely = readSchedule({name: 'm', path: '.', cron: '*/5 * * * *', jitterMs: 0});
    expect(findDue(minutely, noon - 365 * 24 * HOUR_MS, noon + MINUTE_MS)).toEqual({dueAt: noon, missed: 1000});
  });

  test('chance puts a run off, never past the next one', () => {
    const random = dice(3);
    for (let round = 0; round < 200; round++) {
      expect(jitterMs(often, noon, random.next())).toBeLessThan(15 * MINUTE_MS);
      expect(jitterMs(nightly, Date.UTC(2026, 0, 10, 2), random.next())).toBeLessThan(10 * MINUTE_MS);
    }
    expect(jitterMs(often, noon, 0.999)).toBeGreaterThan(14 * MINUTE_MS);
    expect(nextRunAt(often, noon)).toBe(noon + 15 * MINUTE_MS);
  });

  test('needs one way to say when, and a name of its own', () => {
    expect(() => readSchedule({name: 'x', path: '.', jitterMs: 0})).toThrow('needs `cron` or `every`, and not both');
    expect(() => readSchedule({name: 'x', path: '.', cron: '@daily', everyMs: 1, jitterMs: 0})).toThrow('not both');
    const one = {name: 'x', path: '.', cron: '@daily', jitterMs: 0};
    expect(() => readSchedules([one, one])).toThrow('Two schedules are called x.');
    expect(readSchedules([{...one, keep: 'last 3'}])[0]?.keep).toMatchObject({last: 3});
  });
});
