// The whole screen in one process, frame after frame, with a terminal that only counts: what a day of it does to memory.
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {render} from 'ink';
import {makeSight} from '../../../bin/sight.js';
import {App} from '../../../components/App.js';
import {makeCellWriter} from '../../../components/cell-writer.js';
import {ThemeContext} from '../../../components/hooks/useTheme.js';
import {Painted} from '../../../components/Painted.js';
import {makePainter} from '../../../components/painter.js';
import {themeFor} from '../../../components/theme.js';
import {makeAnswers} from '../../../src/answers.js';
import {startBrowser} from '../../../src/browse.js';
import {startLive} from '../../../src/live.js';
import {addTask} from '../../../src/tasks/add.js';
import {takeTurn} from '../../../src/tasks/turn.js';
import {firstView, makeStore} from '../../../state/view.js';
import {openBenchProject} from '../queue/project.js';
import {percentile} from '../support/numbers.js';

const frames = Number(process.argv[2] ?? 36_000);
const [columns, rows] = [120, 40];
const dir = mkdtempSync(join(tmpdir(), 'orkestra-frames-'));
const {world, close} = openBenchProject(dir, {durability: 'fast', maxConcurrentTasks: 6});
const live = startLive(world);
const browser = startBrowser(world);
live.subscribe(browser.refresh);
const view = makeStore(firstView);
const theme = themeFor({TERM: 'xterm-256color', LANG: 'C.UTF-8'});
const answers = makeAnswers({paths: world.paths, onEnd() {}});
const sight = makeSight({world, live, browser, theme, answers, commands: []});
let bytes = 0;
const writer = makeCellWriter({
  columns,
  rows,
  write: (text: string) => {
    bytes += text.length;
  },
  onResize: () => () => {},
});
writer.open();
const app = render(
  <ThemeContext value={theme}>
    <Painted paint={makePainter(writer)}>
      <App
        project="frames"
        live={live}
        book={browser}
        view={view}
        stdout={writer.stdout}
        sight={sight}
        isLeading={() => true}
      />
    </Painted>
  </ThemeContext>,
  {stdout: writer.stdout, stdin: process.stdin, debug: true, patchConsole: false, exitOnCtrlC: false},
);

const running: ReturnType<typeof takeTurn>['started'] = [];
let number = 0;

/** One task starts and one ends; the list keeps its length, so that memory could stay as it is. */
function change(): void {
  number += 1;
  const ended = running
    .splice(0, running.length >= 6 ? 1 : 0)
    .map(({id, attempt, owner, agent, startedAt, hasLocks}) => ({
      ...{id, attempt, owner, agent, startedAt, hasLocks, exitCode: 0, why: null},
      outcome: 'done' as const,
    }));
  addTask(world, {
    title: `Task ${number} für das Büro 事務所 ${'x'.repeat(number % 30)}`,
    run: 'true',
    files: [`f${number % 50}`],
  });
  running.push(...takeTurn(world, {ended, free: 6 - running.length}).started);
  // Ended tasks would pile up by the ten thousand; their number is not what is measured.
  if (number % 200 === 0) world.db.prepare("DELETE FROM tasks WHERE state = 'done'").run();
}

const memory = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
};

const times: number[] = [];
const marks: {frame: number; rssMib: number; heapMib: number}[] = [];
for (let frame = 1; frame <= frames; frame++) {
  change();
  const from = process.cpuUsage();
  live.refresh();
  await new Promise((resolve) => setImmediate(resolve));
  // Time of the processor: others on the machine are not measured.
  const {user, system} = process.cpuUsage(from);
  times.push((user + system) / 1000);
  if (frame % Math.max(1, Math.floor(frames / 10)) === 0)
    marks.push({frame, rssMib: memory(), heapMib: process.memoryUsage().heapUsed / 2 ** 20});
}
const settled = times.slice(Math.min(200, times.length / 2));
process.send?.({
  ...{frames, marks, bytesPerFrame: bytes / frames},
  ...{p50Ms: percentile(settled, 0.5), p99Ms: percentile(settled, 0.99), maxMs: Math.max(...settled)},
});
app.unmount();
browser.close();
live.close();
close();
rmSync(dir, {recursive: true, force: true});
process.exit(0);
