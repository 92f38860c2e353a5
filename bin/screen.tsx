import {render} from 'ink';
import {App} from '../components/App.js';
import {makeCellWriter, type Terminal} from '../components/cell-writer.js';
import {KeymapContext} from '../components/hooks/useKeymap.js';
import {readKeyName, writtenNames} from '../components/key-names.js';
import {makeKeyParser} from '../components/key-parser.js';
import {type Keymap, makeKeymap} from '../components/keymap.js';
import {keys} from '../components/keys.js';
import {roomOf} from '../components/layout.js';
import {wordsOf} from '../components/lists.js';
import {Painted} from '../components/Painted.js';
import {makePainter} from '../components/painter.js';
import {press} from '../components/press.js';
import {Themed} from '../components/Themed.js';
import {loadAgents} from '../src/agents/defined/load.js';
import {makeAnswers} from '../src/answers.js';
import {startBrowser} from '../src/browse.js';
import type {Call} from '../src/cli/command.js';
import {detachEngine} from '../src/detach.js';
import {startEngine} from '../src/engine.js';
import {loadKeys} from '../src/keys/load.js';
import {startLive} from '../src/live.js';
import {liveConfig, type Project} from '../src/project.js';
import {guardTerminal} from '../src/terminal/guard.js';
import {openTerminalOutput, type TerminalOutput} from '../src/terminal/output.js';
import {ringing} from '../src/terminal/ringing.js';
import type {World} from '../src/world.js';
import type {TaskQuery} from '../state/task-list.js';
import {firstView, makeStore, type Store, type View} from '../state/view.js';
import {questionBackground} from './background.js';
import {commandNames} from './command-names.js';
import {makeDeeds} from './deeds.js';
import {type Reader, startReader} from './reader.js';
import {makeSight} from './sight.js';
import {tellNews} from './tell-news.js';

/** Less than half of what the slowest line at hand carries, so that a key is never far behind. */
const MOST_BYTES_PER_SECOND = 3000;

type Leaving = {how: 'hand-back' | 'leave' | 'quit'; exitCode: number};

/** The control room: world, engine, stores and terminal are put together here and nowhere else. */
export async function openScreen(call: Call): Promise<number> {
  const project = await call.project({create: true});
  const {world} = project;
  const engine = startEngine(world);
  const live = startLive(world);
  const browser = startBrowser(world);
  const stopRefreshing = live.subscribe(browser.refresh);
  const view = makeStore(firstView);
  const keymap = await ownKeys(world, (line) => view.set({flash: {tone: 'bad', text: line}}));
  const stopBrowsing = view.subscribe(() => browser.look(queryOf(view.get())));
  const {theme: wanted} = world.config.screen;
  const background = questionBackground(process.env, wanted === 'auto' ? undefined : wanted);
  const {theme} = background.themes.get();
  const answers = makeAnswers({paths: world.paths, onEnd: (line, {exitCode}) => callEnded(view, line, exitCode)});
  const sight = makeSight({
    onFound: () => view.set({}),
    world,
    live,
    browser,
    theme,
    answers,
    commands: commandNames(call.commands),
  });
  let leave: (leaving: Leaving) => void = () => {};
  const left = new Promise<Leaving>((resolve) => {
    leave = resolve;
  });
  const output = openTerminalOutput(process.stdout, () => leave({how: 'quit', exitCode: 129}));
  const terminal = realTerminal(output);
  const writer = makeCellWriter(terminal, {isAscii: theme.isAscii, bytesPerSecond: MOST_BYTES_PER_SECOND});
  const stopTelling = tellNews(live, view, (need) => terminal.write(ringing(need, world.config.notify, process.env)));
  const desk = {
    view,
    keymap,
    moment: live.get,
    sight,
    room: () => roomOf(writer.stdout, view.get()),
    deeds: makeDeeds(world, engine, {
      answers,
      leave: (how) => leave({how, exitCode: 0}),
      copy: (text) => terminal.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
      redraw() {
        writer.forget();
        view.set({});
      },
    }),
  };
  const isSpoken = call.options.screenReader === true || process.env.INK_SCREEN_READER === 'true';
  let reader: Reader | undefined;
  const parser = makeKeyParser((key) => {
    writer.hurry();
    live.refreshAfter(() => (reader ? reader.press(key) : press(desk, key)));
  }, background.hear);
  const restore = guardTerminal({
    close: writer.close,
    open: () => (isSpoken ? undefined : writer.open()),
    leave: (exitCode) => leave({how: 'quit', exitCode}),
    log: (error) => world.log.error('the screen failed', error),
  });
  const stopConfig = await liveConfig(project, (line) => view.set({flash: {tone: 'bad', text: line}}));

  process.stdin.setEncoding('utf8').setRawMode(true).on('data', parser.feed).resume();
  const draw = (): (() => void) => {
    writer.open();
    const paint = makePainter(writer);
    const app = render(
      <Themed themes={background.themes}>
        <KeymapContext value={keymap}>
          <Painted paint={paint}>
            <App
              project={project.name}
              live={live}
              book={browser}
              view={view}
              stdout={writer.stdout}
              sight={sight}
              isLeading={engine.isLeading}
            />
          </Painted>
        </KeymapContext>
      </Themed>,
      // `debug` writes every frame as it is: what changed is found by the writer, which needs whole frames.
      {stdout: writer.stdout, stdin: process.stdin, debug: true, patchConsole: false, exitOnCtrlC: false},
    );
    background.ask({write: terminal.write, expectReply: parser.expectReply});
    return app.unmount;
  };
  const speak = (): (() => void) => {
    reader = startReader({project: project.name, desk, live, write: terminal.write});
    return reader.stop;
  };
  const stopShowing = isSpoken ? speak() : draw();

  const {how, exitCode} = await left;
  await background.settled();
  stopShowing();
  parser.stop();
  process.stdin.off('data', parser.feed).pause();
  restore();
  output.close();
  answers.close();
  stopTelling();
  stopRefreshing();
  stopBrowsing();
  await browser.close();
  live.close();
  await stopConfig();
  return goodbye(call, project, () => engine.stop(how === 'hand-back' ? 'hand-back' : 'leave'), how, exitCode);
}

/** Ends the engine, and says what becomes of the work when that is not plain. */
async function goodbye(
  call: Call,
  {world}: Project,
  stop: () => Promise<void>,
  how: Leaving['how'],
  exitCode: number,
): Promise<number> {
  if (how === 'hand-back') call.say('Stopping what runs…');
  await stop();
  if (how === 'leave') {
    const pid = await detachEngine(world.paths);
    call.say(
      `The engine goes on in the background (pid ${pid}); \`orkestra\` shows it again, \`kill ${pid}\` stops it.`,
    );
  }
  return exitCode;
}

/** Said where its page is not open; on the page it stands at the end. */
function callEnded(view: Store<View>, line: string, exitCode: number | null): void {
  const {calls, pages} = view.get();
  view.set({calls: new Set([...calls].filter((one) => one !== line))});
  const subject = pages.at(-1)?.subject;
  if (subject?.kind === 'answer' && subject.command === line) return;
  const [tone, how] = exitCode === 0 ? (['good', 'is done'] as const) : (['bad', 'failed'] as const);
  view.set({flash: {tone, text: `\`${line}\` ${how}; its line in the palette shows the answer.`}});
}

/** The keys of the table, with those this person chose. What is wrong with these, or with the agents, is said once. */
async function ownKeys({log, paths}: World, tell: (line: string) => void): Promise<Keymap> {
  const deeds = keys.map(({does}) => does);
  const {bindings, problems: unread} = await loadKeys(process.env, {deeds, readKey: readKeyName, names: writtenNames});
  const {keymap, problems: unfit} = makeKeymap(bindings);
  const agents = await loadAgents(paths);
  const problems = [...unread, ...unfit, ...agents.problems];
  for (const problem of problems) log.warning(problem);
  const [first, ...more] = problems;
  if (first !== undefined)
    tell(more.length === 0 ? first : `${first} (and ${more.length} more: ${keymap.show('log')} shows the log)`);
  return keymap;
}

const queryOf = ({lists: {tasks}}: View): TaskQuery => ({
  words: wordsOf(tasks.filter),
  sort: tasks.sort as TaskQuery['sort'],
});

function realTerminal(output: TerminalOutput): Terminal {
  const {stdout} = process;
  return {
    get columns() {
      return stdout.columns || 80;
    },
    get rows() {
      return stdout.rows || 24;
    },
    write: output.write,
    isBehind: output.isBehind,
    onDrain: output.onDrain,
    finish: output.finish,
    onResize(listener) {
      stdout.on('resize', listener);
      return () => stdout.off('resize', listener);
    },
  };
}
