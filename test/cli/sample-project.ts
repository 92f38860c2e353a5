import {cpSync, mkdirSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll} from 'vitest';
import {Orchestrator, TaskQueue} from '../../src/api.js';
import {initProject} from '../../src/init.js';
import {scratch} from '../support/world.js';

/** The tasks of the sample project, by their state. */
export const ids = {done: 1, failed: 2, review: 3, ready: 4, waiting: 5, cancelled: 6} as const;

/**
 * A project with a task in each state it can rest in, made once for a file of tests; each call gives a copy of its own.
 */
export function sampleProjects(): () => string {
  let template = '';
  beforeAll(async () => {
    template = await makeSample();
  });
  afterAll(() => rmSync(template, {recursive: true, force: true}));
  return () => {
    const copy = join(scratch('sample'), 'a project');
    cpSync(template, copy, {recursive: true});
    return realpathSync(copy);
  };
}

async function makeSample(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'orkestra-template-'));
  await initProject({root: dir});
  const queue = new TaskQueue(dir);
  await queue.addTask({title: 'Say hello', run: 'echo hello; echo world'});
  await queue.addTask({title: 'Fail', run: 'echo it went wrong; exit 3', retries: 0});
  await queue.addTask({title: 'Needs a look', run: 'true', review: 'human'});
  const orchestrator = new Orchestrator(dir, {handlesSignals: false});
  await orchestrator.start();
  await orchestrator.whenIdle();
  await orchestrator.stop();
  await queue.addTask({title: 'Write the docs', instructions: 'All of them', files: ['docs/**']});
  await queue.addTask({title: 'Publish', run: 'true', after: [ids.ready], priority: 'high'});
  await queue.addTask({title: 'Never mind', run: 'true'});
  await queue.cancel(ids.cancelled);
  await queue.close();
  mkdirSync(join(dir, 'docs'));
  writeFileSync(join(dir, 'docs', 'page.md'), 'words\n');
  return dir;
}
