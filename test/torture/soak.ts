import {join} from 'node:path';
import {expect} from 'vitest';
import {listAuditFiles} from '../../src/audit/daily-file.js';
import {verifyAudit} from '../../src/audit/verify.js';
import {addTask} from '../../src/tasks/add.js';
import {countTasks} from '../../state/task-counts.js';
import {startChild} from '../support/child.js';
import {type Dice, dice} from '../support/random.js';
import {type TestWorld, testWorld} from '../support/world.js';
import {checkAll, retryGivenUp} from './kill-storm.js';

export interface Soak {
  hours: number;
  tasks: number;
  kills: number;
  seed: number;
}

const HOUR_MS = 3_600_000;
const options = {maxConcurrentTasks: 10, queue: {leaseMs: 2000, killGraceMs: 500}};

/**
 * Hours of work, told by clocks that run ahead: in each part of them tasks are added, an engine works, and is killed at
 * a moment or a commit of the seed's choosing. Whatever was not done by then is done by the last one.
 */
export async function soak({hours, tasks, kills, seed}: Soak): Promise<void> {
  const world = testWorld(options);
  const random = dice(seed);
  const partMs = (hours * HOUR_MS) / kills;
  const startedAt = performance.now();
  let added = 0;
  for (let part = 1; part <= kills; part++) {
    const until = Math.round((tasks * part) / kills);
    while (added < until) addOne(world, ++added, random);
    await workAndDie(world, (part - 1) * partMs, Math.ceil(tasks / kills), random);
    world.advance(partMs);
  }
  const left = tasks - countTasks(world.db).done;
  const givenUp = retryGivenUp(world);
  await finish(world, hours * HOUR_MS);
  const tookS = (performance.now() - startedAt) / 1000;
  checkAll(world, tasks, seed);
  const {ok, problems} = await verifyAudit(world);
  expect({ok, problems}).toEqual({ok: true, problems: []});
  if (hours >= 24) expect(listAuditFiles(world.paths.audit).length).toBeGreaterThan(1);
  console.log(
    `seed ${seed}: ${hours} hours, ${tasks} tasks and ${kills} kills in ${tookS.toFixed(0)} s; ` +
      `${left} tasks were left for the last engine, ${givenUp} were given up after five dead ones`,
  );
}

/** Some wait for another, some share files, some take a moment, some fail at first and are due again later. */
function addOne(world: TestWorld, number: number, random: Dice): void {
  const {root} = world.paths;
  const fail = random.chance(5)
    ? `[ -e '${join(root, `tried${number}`)}' ] || { : > '${join(root, `tried${number}`)}'; exit 1; }; `
    : '';
  const nap = random.chance(40) ? `sleep 0.${1 + random.below(4)}; ` : '';
  addTask(world, {
    title: `task ${number}`,
    run: `${fail}${nap}echo ${number} >> '${join(root, 'effects')}'`,
    after: number > 5 && random.chance(20) ? [number - 1 - random.below(5)] : [],
    files: random.chance(15) ? [`src/${random.below(8)}/**`] : [],
  });
}

async function workAndDie(world: TestWorld, aheadMs: number, share: number, random: Dice): Promise<void> {
  const atCommit = random.chance(50);
  const dieAt = {commit: 1 + random.below(share), when: random.pick(['before', 'after'] as const)};
  const engine = await startChild('engine', [
    world.paths.root,
    JSON.stringify({...options, aheadMs, ...(atCommit && {dieAt})}),
  ]);
  await engine.next('started').catch(() => undefined);
  const longest = 300 + share * 30;
  const giveUp = setTimeout(() => void engine.kill(), atCommit ? longest : random.below(longest));
  await engine.exited;
  clearTimeout(giveUp);
}

async function finish(world: TestWorld, aheadMs: number): Promise<void> {
  const last = await startChild('engine', [world.paths.root, JSON.stringify({...options, aheadMs})]);
  last.send({type: 'idle'});
  await last.next('idle', 500_000);
  last.send({type: 'stop', how: 'hand-back'});
  await last.next('stop');
}
