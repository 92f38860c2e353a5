// A process of its own that changes a project ten times a second through the real verbs, as an engine and its agents do.
import {appendFileSync, mkdirSync} from 'node:fs';
import {dirname} from 'node:path';
import {takeLocks} from '../../../src/locks/take.js';
import {addTask, addTasks} from '../../../src/tasks/add.js';
import {takeTurnSoon} from '../../../src/tasks/turn.js';
import {outputFile} from '../../../state/output.js';
import {openBenchProject} from '../queue/project.js';

const [root = '', what = 'busy'] = process.argv.slice(2);
const CHANGE_EVERY_MS = 100;
const AT_ONCE = 6;
const {world} = openBenchProject(root, {durability: 'fast', maxConcurrentTasks: AT_ONCE});

let number = 0;
const draft = () => {
  number += 1;
  return {
    title: `${['Add JWT authentication', 'Document the API', 'Rename User to Account', 'Update the lock file'][number % 4]} (${number})`,
    run: 'npm test',
    files: [`src/part-${number % 40}/**`],
    priority: ['low', 'normal', 'high'][number % 3],
  };
};

if (what === 'fill') {
  addTasks(
    world,
    Array.from({length: 200}, () => ({...draft(), agent: 'nobody'})),
  );
  process.exit(0);
}

// It leads, so that the screen under test does not run the tasks.
takeLocks(world, {kind: 'engine', ids: ['engine'], holder: world.owner, leaseMs: 3_600_000, isBeating: true});
addTasks(world, Array.from({length: 200}, draft));
const running: Awaited<ReturnType<typeof takeTurnSoon>>['started'] = [];
let lines = 0;

async function change(): Promise<void> {
  const ending = running.length >= AT_ONCE ? running.shift() : undefined;
  const ended = ending
    ? [
        {
          ...{id: ending.id, attempt: ending.attempt, owner: ending.owner, agent: ending.agent},
          ...{startedAt: ending.startedAt, hasLocks: ending.hasLocks, exitCode: 0, why: null},
          outcome: 'done' as const,
        },
      ]
    : [];
  const {started} = await takeTurnSoon(world, {ended, free: AT_ONCE - running.length});
  running.push(...started);
  addTask(world, draft());
  for (const {id, attempt} of running) {
    lines += 1;
    const file = outputFile(world.paths.runs, id, attempt);
    mkdirSync(dirname(file), {recursive: true});
    appendFileSync(file, `ok ${lines} - the ${lines % 7}th thing works as it should (${lines * 3} ms)\n`);
  }
}

process.send?.('ready');
process.on('disconnect', () => process.exit(0));
for (let next = performance.now(); ; next += CHANGE_EVERY_MS) {
  await change();
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, next + CHANGE_EVERY_MS - performance.now())));
}
