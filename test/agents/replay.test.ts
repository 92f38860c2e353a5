import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {AgentEvent} from '../../src/agents/agent.js';
import {claude} from '../../src/agents/cli/claude.js';
import {codex} from '../../src/agents/cli/codex.js';
import type {CliDriver} from '../../src/agents/cli/driver.js';
import {gemini} from '../../src/agents/cli/gemini.js';
import {opencode} from '../../src/agents/cli/opencode.js';
import {crewEnv} from '../support/crew.js';
import {orkestra, orkestraWith} from '../support/program.js';
import {scratch} from '../support/world.js';
import {play} from './programs.js';

const recordingOf = ({program}: CliDriver): string => join(import.meta.dirname, 'recordings', `${program}.jsonl`);

/**
 * What the vendors' own programs printed (claude 2.1.197, codex 0.169.0, gemini 0.61.0, opencode 1.18.33) when a model of
 * ours let them read a file, add a line to it, and say so; only paths were changed. A new one is put beside them with a
 * line here, and is played through the same code as a real run.
 */
const recordings: readonly {driver: CliDriver; model?: string; costUsd?: number; tools: string[]}[] = [
  {driver: claude, model: 'claude-opus-4-8[1m]', costUsd: 0.00225, tools: ['Read', 'Edit']},
  {driver: codex, tools: ['command', 'command']},
  {driver: gemini, model: 'gemini-2.5-pro', tools: ['read_file', 'replace']},
  {driver: opencode, costUsd: 0.00036, tools: ['read', 'edit']},
];

const of = <Type extends AgentEvent['type']>(events: readonly AgentEvent[], type: Type) =>
  events.filter((event): event is AgentEvent & {type: Type} => event.type === type);

describe.each(recordings)('a recording of $driver.program', ({driver, model, costUsd, tools}) => {
  const file = recordingOf(driver);

  test('is played through the driver as the run was that it came from', async () => {
    const {end, events} = await play(driver, `recording:${file}`);
    expect(end).toEqual({isOk: true, answer: 'The line is added.', session: expect.any(String)});
    expect(events[0]).toMatchObject({type: 'started', ...(model !== undefined && {model})});
    expect(of(events, 'tool').map(({name}) => name)).toEqual(tools);
    for (const {subject} of of(events, 'tool')) expect(subject).toContain('/project/notes.txt');
    const results = of(events, 'tool-result');
    expect(results.map(({id, isError}) => [id, isError])).toEqual(of(events, 'tool').map(({id}) => [id, false]));
    expect(of(events, 'text').map(({text}) => text)).toEqual(['The line is added.']);
    const usage = of(events, 'usage').at(-1)?.usage;
    expect(usage).toMatchObject({inputTokens: 300, outputTokens: 30});
    if (costUsd === undefined) expect(usage?.costUsd).toBeUndefined();
    else expect(usage?.costUsd).toBeCloseTo(costUsd, 6);
  });

  test('that lacks its last line is no success', async () => {
    const cut = join(scratch(), 'cut.jsonl');
    writeFileSync(cut, readFileSync(file, 'utf8').trimEnd().split('\n').slice(0, -1).join('\n'));
    expect((await play(driver, `recording:${cut}`)).end).toMatchObject({isOk: false});
  });
});

test('a recording can be played through the whole program, and its transcript is read like any other', async () => {
  const dir = scratch();
  await orkestra(dir, 'task', 'add', 'Add the line two to notes.txt.');
  const env = crewEnv(dir, {claude: `recording:${recordingOf(claude)}`});
  expect(await orkestraWith(dir, {env}, 'run', '--until-idle')).toMatchObject({code: 0});
  const {out} = await orkestra(dir, 'task', 'transcript', '1');
  expect(out).toMatch(/ > Read: \/project\/notes\.txt\n.* > Edit: \/project\/notes\.txt\n/s);
  expect(out).toMatch(/^cost +\$0\.0022$|^cost +\$0\.0023$/m);
});
