import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {open, orkestra, quit} from '../support/flow.js';
import {hasTmux} from '../support/terminal.js';
import {scratch, until} from '../support/world.js';

const BELL = '\u0007';

describe.skipIf(!hasTmux)('what is told in a real terminal (needs tmux)', () => {
  test('a failure rings the bell once, stays in sight and is read in the inbox', async () => {
    const dir = scratch();
    const session = await open(dir);
    const written = session.record(join(scratch(), 'written'));
    orkestra(dir, 'task', 'add', 'Deploy', '--run', 'exit 3', '--retries', '0');
    await session.see('1 failed: ! goes there');
    await session.see('inbox 1');
    await until(() => readFileSync(written, 'utf8').includes(BELL), 'the bell');
    session.keys('i');
    await session.see('needs you');
    await session.see('#1 Deploy failed');
    await session.gone('inbox 1');
    session.keys('Escape');
    await session.see('1 failed: ! goes there');
    await quit(session);
    expect(readFileSync(written, 'utf8').split(BELL)).toHaveLength(2);
    expect(readFileSync(written, 'utf8')).toContain('\u001b]9;orkestra: #1 Deploy failed\u001b\\');
    expect(orkestra(dir, 'notify', 'list', '--unread')).toBe('Nothing is new.\n');
  });

  test('what is done is said for a moment, without a sound', async () => {
    const dir = scratch();
    const session = await open(dir);
    const written = session.record(join(scratch(), 'written'));
    orkestra(dir, 'task', 'add', 'Compile', '--run', 'true');
    await session.see('#1 Compile is done');
    await session.gone('#1 Compile is done');
    await session.see('inbox 1');
    await quit(session);
    expect(readFileSync(written, 'utf8')).not.toContain(BELL);
  });

  test('the bell keeps silent when the settings say so', async () => {
    const dir = scratch();
    writeFileSync(join(dir, 'orkestra.yaml'), 'notify:\n  bell: false\n');
    const session = await open(dir);
    const written = session.record(join(scratch(), 'written'));
    orkestra(dir, 'task', 'add', 'Look at this', '--run', 'true', '--review', 'human');
    await session.see('1 in review: ! goes there');
    await session.see('inbox 1');
    await quit(session);
    expect(readFileSync(written, 'utf8')).not.toContain(BELL);
  });
});
