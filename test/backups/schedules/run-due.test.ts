import {describe, expect, test} from 'vitest';
import {endRun} from '../../../src/backups/schedules/end-run.js';
import {listSchedules, scheduleText} from '../../../src/backups/schedules/list-schedules.js';
import {makeScheduleTick} from '../../../src/backups/schedules/run-due.js';
import type {WrittenSchedule} from '../../../src/backups/schedules/schedule.js';
import type {Aside} from '../../../src/start-aside.js';
import type {World} from '../../../src/world.js';
import {listBackupRuns, ownBackupRun} from '../../../state/backup-runs.js';
import {listNotices} from '../../../state/notifications.js';
import {write} from '../../../state/write.js';
import {testWorld} from '../../support/world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A project with a clock in hand, where what is started is only written down. */
function project(...schedules: Partial<WrittenSchedule>[]) {
  const world = testWorld();
  const started: string[] = [];
  const written = schedules.map((one) => ({name: 'source', path: 'src', jitterMs: 0, ...one}));
  world.configure({backup: {schedules: written as never}});
  let finish: (isWell: boolean) => void = () => {};
  const start = (words: readonly string[]): Aside => {
    started.push(words.join(' '));
    return {pid: 1, ended: new Promise((resolve) => (finish = resolve))};
  };
  return {world, started, tick: makeScheduleTick(world, start), finish: (isWell: boolean) => finish(isWell), start};
}

const runs = (world: World) => listBackupRuns(world.db, 'source', 10);
const end = (world: World, outcome: 'done' | 'failed', why?: string): void => {
  const [run] = runs(world);
  endRun(world, {schedule: 'source', dueAt: run?.dueAt ?? 0, outcome, why: why ?? null});
};
const notices = (world: World) =>
  listNotices(world.db, 'user', {limit: 10}).map(({kind, title}) => `${kind}: ${title}`);

describe('what is due', () => {
  test('is started once its moment has come, and not before', () => {
    const {world, started, tick} = project({everyMs: HOUR});
    tick();
    world.advance(HOUR - 1000);
    tick();
    expect(started).toEqual([]);
    world.advance(1000);
    tick();
    const [run] = runs(world);
    expect(started).toEqual([`schedule run source --due ${run?.dueAt}`]);
    expect(run).toMatchObject({outcome: null, owner: world.owner});
  });

  test('is not started again while it runs, and what was missed meanwhile is made up for once', () => {
    const {world, started, tick} = project({everyMs: HOUR});
    tick();
    world.advance(HOUR);
    tick();
    world.advance(5 * HOUR);
    tick();
    expect(started).toHaveLength(1);
    end(world, 'done');
    tick();
    tick();
    expect(started).toHaveLength(2);
  });

  test('is answered by one engine, whoever else thinks that it is due', () => {
    const {world, started, tick, start} = project({everyMs: HOUR});
    tick();
    world.advance(HOUR);
    const other = makeScheduleTick(world, start);
    tick();
    other();
    expect(started).toHaveLength(1);
  });

  test('is put off by a chance that is drawn once', () => {
    const {world, started, tick} = project({everyMs: HOUR, jitterMs: 10 * MINUTE});
    tick();
    world.advance(HOUR + 5 * MINUTE - 1000);
    tick();
    expect(started).toEqual([]);
    world.advance(1000);
    tick();
    expect(started).toHaveLength(1);
  });

  test('a schedule that is new or was changed never missed what lay before', () => {
    const {world, started, tick} = project({cron: '0 2 * * *'});
    tick();
    expect(started).toEqual([]);
    world.advance(3 * 24 * HOUR);
    tick();
    expect(started).toHaveLength(1);
    end(world, 'done');
    const before = new Date(world.now() - MINUTE);
    const cron = `${before.getMinutes()} ${before.getHours()} * * *`;
    world.configure({backup: {schedules: [{name: 'source', path: 'src', jitterMs: 0, cron}] as never}});
    tick();
    expect(started).toHaveLength(1);
    world.advance(24 * HOUR);
    tick();
    expect(started).toHaveLength(2);
  });

  test('a clock that was far ahead for a while stops no schedule', () => {
    const {world, started, tick} = project({everyMs: HOUR});
    tick();
    const year = 365 * 24 * HOUR;
    world.advance(year, 'wall');
    tick();
    end(world, 'done');
    expect(started).toHaveLength(1);
    world.advance(-year, 'wall');
    tick();
    world.advance(HOUR);
    tick();
    expect(started).toHaveLength(2);
  });

  test('a schedule that is taken out runs no more, and one that is put in runs', () => {
    const {world, started, tick} = project({everyMs: HOUR});
    tick();
    world.configure({backup: {schedules: [{name: 'other', path: '.', jitterMs: 0, everyMs: MINUTE}] as never}});
    tick();
    world.advance(2 * HOUR);
    tick();
    expect(started).toHaveLength(1);
    expect(started[0]).toMatch(/^schedule run other/);
  });
});

describe('a run', () => {
  test('whose process is gone is lost, told once, and the next moment comes as planned', () => {
    const {world, started, tick} = project({everyMs: HOUR});
    tick();
    world.advance(HOUR);
    tick();
    const [run] = runs(world);
    const dead = `${world.processes.host}/4190000/${world.processes.boot}-1`;
    write(world.db, () => ownBackupRun(world.db, {schedule: 'source', dueAt: run?.dueAt ?? 0}, dead));
    tick();
    expect(runs(world)).toMatchObject([{outcome: 'lost', why: 'its process died'}]);
    expect(notices(world)).toEqual(['needs-you: The scheduled backup source failed']);
    world.advance(HOUR);
    tick();
    expect(started).toHaveLength(2);
  });

  test('that could not be started has failed', async () => {
    const {world, tick, finish} = project({everyMs: HOUR});
    tick();
    world.advance(HOUR);
    tick();
    finish(false);
    await Promise.resolve();
    await Promise.resolve();
    expect(runs(world)).toMatchObject([{outcome: 'failed', why: 'it could not be started; aside.log tells why'}]);
  });

  test('that fails again and again is told of once, and once more when it works again', () => {
    const {world, tick} = project({everyMs: 15 * MINUTE});
    tick();
    const outcomes = ['done', 'failed', 'failed', 'failed', 'done', 'done'] as const;
    for (const outcome of outcomes) {
      world.advance(15 * MINUTE);
      tick();
      end(world, outcome, outcome === 'failed' ? 'the disk is full' : undefined);
    }
    expect(notices(world)).toEqual([
      'needs-you: The scheduled backup source failed',
      'info: The scheduled backup source works again',
    ]);
    const [failure] = listNotices(world.db, 'user', {limit: 10});
    expect(failure).toMatchObject({message: 'the disk is full', readAt: expect.any(Number)});
  });
});

test('a list says when each runs next and how it last went', () => {
  const {world, tick} = project({everyMs: HOUR});
  const text = () => listSchedules(world).map((one) => scheduleText(one, world.now()).replace(/\d\d:\d\d/, 'HH:MM'));
  tick();
  expect(text()[0]).toMatch(/^next .*HH:MM · not run yet$/);
  world.advance(HOUR);
  expect(text()).toEqual(['due now · not run yet']);
  tick();
  expect(text()[0]).toMatch(/· runs since /);
  end(world, 'failed', 'the disk is full');
  expect(text()[0]).toMatch(/· last just now, failed: the disk is full$/);
});
