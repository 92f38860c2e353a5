import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';
import {crewEnv} from '../support/crew.js';
import {start} from '../support/program.js';
import {scratch} from '../support/world.js';

const library = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'api.js')).href;

test('an engine in a program of somebody else gives work to agents, and does not start that program again', async () => {
  const dir = scratch();
  const file = join(dir, 'mine.mjs');
  writeFileSync(
    file,
    `import {Orchestrator, TaskQueue} from ${JSON.stringify(library)};
     console.log('started');
     const queue = new TaskQueue('.');
     const id = await queue.addTask({title: 'Review the tests'});
     const orchestrator = new Orchestrator('.');
     await orchestrator.start();
     await orchestrator.whenIdle();
     await orchestrator.stop();
     console.log(JSON.stringify(await queue.show(id)));
     await queue.close();`,
  );
  const {out, code} = await start(dir, [], {file, env: crewEnv(dir, {claude: 'success'})}).ended;
  expect(code).toBe(0);
  const [first = '', last = ''] = out.trim().split('\n');
  expect(first).toBe('started');
  expect(JSON.parse(last)).toMatchObject({id: 1, state: 'done', agent: 'claude'});
});
