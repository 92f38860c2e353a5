import {expect, test} from 'vitest';
import {
  endAttempts,
  extendLeases,
  isAnythingClaimable,
  isAnythingLeft,
  listAttempts,
  listClaimable,
  listRunning,
  startTasks,
} from '../../state/attempts.js';
import type {Db} from '../../state/db.js';
import {listWaitingFor} from '../../state/deps.js';
import {readOverview} from '../../state/overview.js';
import {readNextDueAt, releaseDue} from '../../state/queue.js';
import {countRuns, insertEndedRuns} from '../../state/runs.js';
import {testWorld} from '../support/world.js';

/** The same connection, which writes down each statement that asks for tasks, runs or dependencies. */
function listening(db: Db): {db: Db; heard: Set<string>} {
  const heard = new Set<string>();
  const hear = (sql: string): void => void (/\b(tasks|deps|runs)\b/.test(sql) && heard.add(sql));
  return {
    heard,
    db: {
      ...db,
      prepare<Row>(sql: string) {
        hear(sql);
        return db.prepare<Row>(sql);
      },
      value<Value>(sql: string, ...params: unknown[]) {
        hear(sql);
        return db.value<Value>(sql, ...params);
      },
    },
  };
}

/** How SQLite would go about it, in its own words, without the steps over the JSON list of ids. */
function planOf(db: Db, sql: string): string[] {
  const params = Array.from(sql.matchAll(/\?/g), () => null);
  return db
    .prepare<{detail: string}>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...params)
    .map(({detail}) => detail)
    .filter((detail) => !/json_each|LIST SUBQUERY|CREATE BLOOM FILTER/.test(detail));
}

function plansOf(work: (db: Db) => unknown): string[][] {
  const world = testWorld();
  const {db, heard} = listening(world.db);
  db.begin();
  work(db);
  db.rollback();
  return [...heard].map((sql) => planOf(world.db, sql));
}

const end = {state: 'done', failures: 0, readyAt: 0, why: null, endedAt: 0} as const;
const byIndex = (name: string) => expect.stringMatching(`^(SCAN|SEARCH) tasks USING (COVERING )?INDEX ${name}\\b`);
const byId = (table = 'tasks') => expect.stringMatching(`^SEARCH ${table} USING INTEGER PRIMARY KEY`);

/** What the engine asks all day long, and the one way to answer it that does not grow with the book. */
const questions: [string, (db: Db) => unknown, unknown[][]][] = [
  ['what can be claimed', (db) => listClaimable(db, 10), [[byIndex('tasksReady'), byId('taskDetails')]]],
  [
    'whether anything can be claimed',
    (db) => isAnythingClaimable(db, 0),
    [[byIndex('tasksReady')], [byIndex('tasksDue')]],
  ],
  [
    'whether anything is left to do',
    isAnythingLeft,
    ['tasksRunning', 'tasksReady', 'tasksDue', 'tasksHindered'].map((name) => [byIndex(name)]),
  ],
  ['what is due', (db) => releaseDue(db, 0, 10), [[byIndex('tasksDue')]]],
  ['when the next is due', readNextDueAt, [[byIndex('tasksDue')]]],
  ['what runs', listRunning, [[byIndex('tasksRunning')]]],
  ['extending the leases', (db) => extendLeases(db, 'owner', 0), [[byIndex('tasksRunning')]]],
  ['starting tasks', (db) => startTasks(db, [1], {owner: 'owner', leaseUntil: 0, agent: 'shell', at: 0}), [[byId()]]],
  ['whose the attempts are', (db) => listAttempts(db, [1]), [[byId('taskDetails'), byId()]]],
  [
    'keeping what ended',
    (db) => insertEndedRuns(db, [1], {state: 'done', endedAt: 0, exitCode: 0, why: null}),
    [[byId()]],
  ],
  ['ending attempts', (db) => endAttempts(db, [1], end), [[byId()]]],
  ['who waits for a task', (db) => listWaitingFor(db, [1]), [['SEARCH deps USING PRIMARY KEY (needs=?)']]],
  ['the attempts of a task', (db) => countRuns(db, 1, 'lost'), [['SEARCH runs USING PRIMARY KEY (task=?)']]],
];

test.each(questions)('%s is answered from its index alone', (_, ask, plans) => {
  expect(plansOf(ask)).toEqual(plans);
});

test('each part of the overview walks the index that holds its rows, in the order of that index', () => {
  const parts = plansOf((db) => readOverview(db, 0)).filter((plan) =>
    plan.some((step) => /INDEX tasks[A-Z]/.test(step)),
  );
  const indexes = ['Running', 'InReview', 'Held', 'Ready', 'Hindered', 'Due', 'Blocked', 'Failed', 'Ended'];
  expect(parts.slice(0, indexes.length)).toEqual(indexes.map((name) => [byIndex(`tasks${name}`), byId('taskDetails')]));
  expect(parts.slice(indexes.length)).toEqual([[expect.stringContaining('COVERING INDEX tasksHindered')]]);
});

test('a plan that sorts, or that reads the whole table, is seen by these tests', () => {
  const [plan] = plansOf((db) => db.prepare('SELECT id FROM tasks ORDER BY title').all());
  expect(plan).toEqual(['SCAN tasks', 'USE TEMP B-TREE FOR ORDER BY']);
});
