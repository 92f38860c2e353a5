import {describe, expect, test} from 'vitest';
import {before, readMoment} from '../../../src/backups/retention/calendar.js';
import {decide} from '../../../src/backups/retention/decide.js';
import {decideAll} from '../../../src/backups/retention/groups.js';
import {parsePolicy} from '../../../src/backups/retention/parse.js';
import {emptyPolicy, writePolicy} from '../../../src/backups/retention/policy.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 15, 12);

const madeAt = (at: number, id = String(at)) => ({id, at, zoneMs: 0, tags: []});

describe('the text of a policy', () => {
  test('is read and written alike', () => {
    const text = 'last 3, hourly 24, daily 7, weekly 4, monthly 12, yearly 2, within 2w, tag release, tag a+b';
    expect(writePolicy(parsePolicy(text))).toBe(text);
    expect(parsePolicy('Last 3 ,WITHIN 1y 6mo 2h, tag Release')).toEqual({
      ...emptyPolicy,
      last: 3,
      within: {years: 1, months: 6, days: 0, hours: 2},
      tags: [['Release']],
    });
  });

  test.each([
    ['', 'has to keep something'],
    ['last 0', 'has to keep something'],
    ['dayly 7', 'did you mean "daily"?'],
    ['daily', '"daily" needs a whole number'],
    ['daily -1', '"daily" needs a whole number'],
    ['daily 7 8x', '"daily" needs a whole number'],
    ['within 10m', '"within" needs a stretch of time'],
    ['within 0d', '"within" needs a stretch of time'],
    ['daily 7, daily 8', '"daily" is there twice'],
    ['tag', 'needs the name of a tag'],
    ['tag a++b', 'needs the name of a tag'],
  ])('"%s" is refused in words', (text, why) => {
    expect(() => parsePolicy(text)).toThrow(why);
  });
});

describe('what a policy keeps', () => {
  test('an empty one is refused rather than obeyed', () => {
    expect(() => decide([madeAt(NOW)], emptyPolicy, NOW)).toThrow('An empty policy would forget every backup.');
  });

  test('a reason is the rule as it was written, and what has none is forgotten', () => {
    const backups = [madeAt(NOW - DAY_MS - 1000), madeAt(NOW), madeAt(NOW - 1000), madeAt(NOW - DAY_MS)];
    const decided = decide(backups, parsePolicy('last 1, daily 2'), NOW + 1);
    expect(decided.map(({backup, reasons}) => [NOW - backup.at, reasons])).toEqual([
      [0, ['last 1', 'daily 2']],
      [1000, []],
      [DAY_MS, ['daily 2']],
      [DAY_MS + 1000, []],
    ]);
  });

  test('a backup from the future does not stretch what "within" means', () => {
    const backups = [madeAt(NOW + 400 * DAY_MS), madeAt(NOW - 1), madeAt(NOW - 5 * DAY_MS), madeAt(NOW - 20 * DAY_MS)];
    const kept = decide(backups, parsePolicy('within 10d'), NOW).filter(({isKept}) => isKept);
    expect(kept.map(({backup}) => backup.at)).toEqual([NOW + 400 * DAY_MS, NOW - 1, NOW - 5 * DAY_MS]);
  });

  test('backups of one name are a group wherever they were made; those without one go by machine and folders', () => {
    const one = {...madeAt(NOW, 'a'), name: undefined, host: 'h', paths: ['/x', '/y']};
    const backups = [
      one,
      {...one, id: 'b', at: NOW - 1, paths: ['/y', '/x']},
      {...one, id: 'c', host: 'other'},
      {...one, id: 'd', name: 'nightly'},
      {...one, id: 'e', name: 'nightly', host: 'other', at: NOW - 1},
    ];
    const forgotten = decideAll(backups, parsePolicy('last 1'), NOW + 1).filter(({isKept}) => !isKept);
    expect(forgotten.map(({backup}) => backup.id)).toEqual(['b', 'e']);
  });

  test('days are those of the clock where the backup was made', () => {
    expect(readMoment('2026-03-01T00:30:00.987654321+01:00')).toEqual({
      at: Date.UTC(2026, 1, 28, 23, 30, 0, 987),
      zoneMs: 3_600_000,
    });
    expect(readMoment('2026-03-01')).toBeUndefined();
    const march = readMoment('2026-03-31T10:00:00+05:30');
    expect(march && before(march, {years: 0, months: 1, days: 0, hours: 0})).toBe(
      readMoment('2026-03-03T10:00:00+05:30')?.at,
    );
  });
});
