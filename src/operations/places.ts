import {setTimeout as sleep} from 'node:timers/promises';
import {endOperation, listOpenOperations, type OperationRow, startOperation} from '../../state/operations.js';
import {writeSoon} from '../../state/write.js';
import {record} from '../audit/record.js';
import {isOwnerAlive} from '../processes.js';
import type {World} from '../world.js';

const LOOK_EVERY_MS = 100;

/** First come, first served, across all processes of the project. Whose process is gone has lost its place. */
export async function waitForPlace(world: World, id: number): Promise<void> {
  while (!(await takePlace(world, id))) await sleep(LOOK_EVERY_MS);
}

function takePlace(world: World, id: number): Promise<boolean> {
  const {db, config, processes} = world;
  return writeSoon(db, () => {
    let before = 0;
    for (const row of listOpenOperations(db)) {
      if (row.id >= id) break;
      if (isOwnerAlive(processes, row.owner) === false) lose(world, row);
      else before += 1;
    }
    if (before >= config.operations.maxConcurrent) return false;
    startOperation(db, id, world.now());
    return true;
  });
}

function lose(world: World, {id, kind, subject}: OperationRow): void {
  endOperation(world.db, id, {state: 'lost', endedAt: world.now(), why: 'its process is gone'});
  record(world, {type: 'operation.lost', data: {id, kind, subject}});
}
