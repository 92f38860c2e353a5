import {fork, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import xterm from '@xterm/headless';
import {median, nowMs, sleep} from '../support/numbers.js';
import {cpuSecondsOf, memoryMibOf, type Pty} from '../support/pty.js';
import {fillProject, isInstalled, makeProject, open, openOrkestra, PEERS, PROGRAM, startChanger} from './programs.js';
import type {Drawing, Frames, Size, SlowReader, Starts} from './results.js';

/** A program warms up before it is measured: compiled code, a first screen, a full list. */
const WARM_MS = 4000;

async function watch(pty: Pty, ms: number, warmMs: number): Promise<Drawing> {
  await sleep(warmMs);
  const [bytes, cpu, from] = [pty.bytes(), cpuSecondsOf(pty.pid), nowMs()];
  const perSecond: number[] = [];
  for (let before = bytes; nowMs() - from < ms; before = pty.bytes()) {
    await sleep(1000);
    perSecond.push(pty.bytes() - before);
  }
  const seconds = (nowMs() - from) / 1000;
  return {
    bytesPerSecond: (pty.bytes() - bytes) / seconds,
    medianBytes: median(perSecond),
    cpuPercent: ((cpuSecondsOf(pty.pid) - cpu) / seconds) * 100,
    memoryMib: memoryMibOf(pty.pid),
  };
}

export async function measureBusy(dir: string, size: Size, ms: number): Promise<Drawing> {
  const project = makeProject(dir);
  const stop = await startChanger(project);
  const pty = await openOrkestra(size, project);
  try {
    return await watch(pty, ms, WARM_MS);
  } finally {
    await pty.end();
    await stop();
  }
}

/** The screen leads its own engine, as it does for most people, and nothing happens. */
export async function measureIdle(dir: string, size: Size, ms: number): Promise<Drawing> {
  const project = makeProject(dir);
  fillProject(project);
  const pty = await openOrkestra(size, project);
  try {
    return await watch(pty, ms, WARM_MS * 2);
  } finally {
    await pty.end();
  }
}

export async function measurePeer(
  dir: string,
  size: Size,
  {command, args}: {command: string; args: string[]},
  ms: number,
): Promise<Drawing> {
  const pty = await open(size, dir, command, args);
  try {
    return await watch(pty, ms, WARM_MS);
  } finally {
    await pty.end();
  }
}

const SLOW_BYTES_PER_SECOND = 8000;

/** From the key to its letter on the screen, behind a reader that takes 8 kB a second, while the project changes. */
export async function measureSlowReader(dir: string, size: Size, keys: number): Promise<SlowReader> {
  const project = makeProject(dir);
  const stop = await startChanger(project);
  const pty = await openOrkestra(size, project, SLOW_BYTES_PER_SECOND);
  const term = new xterm.Terminal({cols: size.columns, rows: size.rows, allowProposedApi: true});
  pty.onData((text) => term.write(Buffer.from(text, 'latin1')));
  const typed = (): string =>
    term.buffer.active
      .getLine(size.rows - 2)
      ?.translateToString()
      .trimEnd() ?? '';
  const until = async (isThere: () => boolean): Promise<number> => {
    const giveUpAt = nowMs() + 20_000;
    while (!isThere()) {
      if (nowMs() > giveUpAt) throw new Error(`the slow screen never showed it: "${typed()}"`);
      await sleep(1);
    }
    return nowMs();
  };
  const delaysMs: number[] = [];
  try {
    // What stood in the line before the first look at it is drawn anew.
    await sleep(WARM_MS);
    pty.type('\u000c');
    await sleep(WARM_MS);
    pty.type('6/');
    await until(() => typed().startsWith(' /'));
    for (let n = 0; n < keys; n++) {
      // At no fixed distance from the frames.
      await sleep(40 + Math.random() * 120);
      const letters = 'abcdefghij'.slice(0, (n % 10) + 1);
      const from = nowMs();
      pty.type(letters.at(-1) ?? '');
      delaysMs.push((await until(() => typed() === ` / ${letters}`)) - from);
      if (letters.length < 10) continue;
      pty.type('\u0015');
      for (let i = 0; i < 10; i++) pty.type('\u007f');
      await until(() => typed() === ' /');
    }
    return {delaysMs};
  } finally {
    await pty.end();
    await stop();
    term.dispose();
  }
}

/** One after the other, so that all meet the same machine. */
export async function measureStarts(dir: string, size: Size, times: number): Promise<Starts> {
  const project = makeProject(dir);
  fillProject(project);
  const bare: number[] = [];
  const ours: number[] = [];
  const peers = Object.fromEntries(
    PEERS.filter(({command}) => isInstalled(command)).map(({name}) => [name, [] as number[]]),
  );
  for (let n = 0; n <= times; n++) {
    const from = nowMs();
    spawnSync(process.execPath, ['-e', '0']);
    const bareMs = nowMs() - from;
    const oursMs = await firstWord(() => openOrkestraSoon(size, project), 'quit');
    if (n === 0) continue;
    bare.push(bareMs);
    ours.push(oursMs);
    for (const {name, command, args} of PEERS)
      peers[name]?.push(await firstWord(() => open(size, dir, command, args), FIRST_WORDS[name] ?? ''));
  }
  return {
    bareMs: median(bare),
    firstFrameMs: median(ours),
    peers: Object.fromEntries(Object.entries(peers).map(([name, list]) => [name, median(list)])),
  };
}

const FIRST_WORDS: Readonly<Record<string, string>> = {htop: 'Tasks', btop: 'cpu'};
const openOrkestraSoon = (size: Size, project: string): Promise<Pty> =>
  open(size, project, process.execPath, [PROGRAM]);

/** From the moment its process exists until the last word of its first frame has come. */
async function firstWord(start: () => Promise<Pty>, word: string): Promise<number> {
  const pty = await start();
  const from = nowMs();
  const ms = (await pty.says(word)) - from;
  await pty.end();
  return ms;
}

export async function measureFrames(frames: number): Promise<Frames> {
  const child = fork(fileURLToPath(new URL('frames.js', import.meta.url)), [String(frames)], {
    execArgv: ['--expose-gc'],
    env: {...process.env, NODE_ENV: 'production'},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [result] = (await once(child, 'message')) as [Frames];
  return result;
}
