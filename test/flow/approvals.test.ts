import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {crewEnv} from '../support/crew.js';
import {open, orkestra, quit, task} from '../support/flow.js';
import {hasTmux} from '../support/terminal.js';
import {scratch, until} from '../support/world.js';

const PROGRAM = fileURLToPath(new URL('../agents/programs/acp.mjs', import.meta.url));

describe.skipIf(!hasTmux)('what an agent asks, in a real terminal (needs tmux)', () => {
  test('it is shown, allowed with two keys, and the agent goes on', async () => {
    const dir = scratch();
    const command = JSON.stringify([process.execPath, PROGRAM, 'acp']);
    writeFileSync(join(dir, 'agents.yaml'), `agents:\n  goose: {acp: ${command}}\n`);
    orkestra(dir, 'task', 'add', 'Publish it');
    const {PATH = '', HOME = ''} = crewEnv(dir, {});
    const record = join(dir, 'record.json');
    const env = {PATH, HOME, ORKESTRA_AGENTS: 'goose', SCENARIO: 'permission', RECORD: record};
    const session = await open(dir, {columns: 80, rows: 24, env});
    await session.see('goose asks to run npm publish · a allow  A deny');
    session.keys('R');
    await session.see('What agents ask leave for');
    await session.see('#1 Publish it');
    session.keys('a');
    await session.see('allow it always');
    session.keys('a');
    await session.see('Allowed once.');
    await until(() => task(dir, 1).state === 'done', 'the end of the task');
    expect(JSON.parse(readFileSync(record, 'utf8')).heard).toEqual([{outcome: {outcome: 'selected', optionId: 'yes'}}]);
    session.keys('Escape');
    await session.gone('goose asks');
    await quit(session);
  });
});
