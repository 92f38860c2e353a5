import {expect, test} from 'vitest';
import {addTask} from '../../src/tasks/add.js';
import {cancelTask} from '../../src/tasks/cancel.js';
import {dropTask} from '../../src/tasks/drop.js';
import {editTask} from '../../src/tasks/edit.js';
import {prioritizeTask} from '../../src/tasks/reorder.js';
import {retryTask} from '../../src/tasks/retry.js';
import {approveTask, rejectTask} from '../../src/tasks/review.js';
import {makeUndo} from '../../src/undo.js';
import {OrkestraError} from '../../state/errors.js';
import {walkQueue} from '../support/queue-walk.js';
import {type Dice, dice} from '../support/random.js';
import {type TestWorld, testWorld} from '../support/world.js';

/** All that is in the book; what hinders a task is found anew by the engine. */
function bookOf({db}: TestWorld): unknown {
  return [
    db.prepare(`SELECT *, NULL AS hindrance, iif(hindrance IS NULL AND state <> 'ready', why, NULL) AS why FROM tasks
                ORDER BY id`),
    db.prepare('SELECT * FROM taskDetails ORDER BY id'),
    db.prepare('SELECT * FROM deps ORDER BY task, needs'),
    db.prepare('SELECT * FROM runs ORDER BY task, attempt'),
    db.prepare(`SELECT * FROM counters WHERE name GLOB 'tasks.*' AND value > 0 ORDER BY name`),
  ].map((all) => all.all());
}

const deeds: readonly ((world: TestWorld, id: number, random: Dice) => unknown)[] = [
  (world, id) => cancelTask(world, id),
  dropTask,
  retryTask,
  approveTask,
  (world, id) => rejectTask(world, id, 'not like this'),
  (world, id, random) => prioritizeTask(world, id, 1 + random.below(9)),
  (world, id) => editTask(world, id, {title: 'edited', files: ['b'], review: 'human', priority: 2}),
  (world, id, random) => editTask(world, id, {after: [1 + random.below(9)], afterEnded: [1 + random.below(9)]}),
];

test('a deed that is taken back at once leaves the book as it was, whatever stands in it', () => {
  let takenBack = 0;
  for (let seed = 1; seed <= 25; seed++) {
    const world = testWorld();
    const random = dice(seed);
    const walk = walkQueue(world, random);
    for (let number = 0; number < 40; number++) {
      walk.step();
      const undo = makeUndo(world);
      const before = bookOf(world);
      const ids = world.db.prepare<{id: number}>('SELECT id FROM tasks').all();
      const deed = random.pick(deeds);
      try {
        undo.together(() => {
          for (let times = 1 + random.below(3); times > 0; times--) {
            const {id} = random.pick(ids);
            undo.changing(id, () => deed(world, id, random));
          }
        });
        undo.adding(() => addTask(world, {title: 'new', after: [random.pick(ids).id]}));
        undo.takeBack();
      } catch (error) {
        if (!(error instanceof OrkestraError)) throw error;
      }
      const said = attempt(undo.takeBack);
      if (said === undefined || said.includes('stay')) continue;
      expect(bookOf(world), `seed ${seed}, step ${number}: ${said}`).toEqual(before);
      takenBack += 1;
    }
    expect(walk.problems()).toEqual([]);
  }
  expect(takenBack).toBeGreaterThan(300);
});

function attempt(work: () => string | undefined): string | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OrkestraError) || error.code !== 'refused') throw error;
    return undefined;
  }
}
