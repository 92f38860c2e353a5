import {expect, test} from 'vitest';
import {sampleProjects} from '../cli/sample-project.js';
import {argsIn, sampled, wordsOf} from '../cli/samples.js';
import {runInside} from '../support/program.js';
import {type Snapshot, snapshotOf} from '../support/snapshot.js';

const copySample = sampleProjects();

const trailOf = ({tables}: Snapshot) => tables.audit as {id: number; type: string}[];

/** The daily files are a copy of the trail, brought up to date by whoever comes by. */
function withoutCopies({tables, files}: Snapshot): Snapshot {
  const kept = Object.entries(files).filter(([path]) => !path.startsWith('.orkestra/logs/audit/'));
  return {tables, files: Object.fromEntries(kept)};
}

test.each(
  sampled.filter(({sample}) => !sample.isElsewhere).map(({command, sample}) => [command.path, sample] as const),
)('orkestra %s leaves what it did in the trail, and nothing when it only looks', async (path, sample) => {
  // O-140
  // part of O-32
  const dir = copySample();
  await sample.before?.(dir);
  const before = snapshotOf(dir);
  const ran = await runInside([...wordsOf(path), '--project-root', dir, ...argsIn(dir, sample)]);
  expect(ran.code, ran.err).toBe(0);
  const after = snapshotOf(dir);
  const added = trailOf(after)
    .slice(trailOf(before).length)
    .map(({type}) => type);
  if (sample.events) {
    expect(added).toEqual(expect.arrayContaining([...sample.events]));
    expect(withoutCopies(after)).not.toEqual(withoutCopies(before));
  } else {
    expect(added).toEqual([]);
    expect(withoutCopies(after)).toEqual(withoutCopies(before));
  }
});
