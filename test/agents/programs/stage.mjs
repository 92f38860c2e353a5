// What all the programs do alike: how a scenario goes. In what words it is told is each program's own.
import {spawn} from 'node:child_process';
import {existsSync, readFileSync, readSync, writeFileSync, writeSync} from 'node:fs';

const forever = () => setInterval(() => {}, 1000);
const write = (fd, data) => {
  for (let rest = Buffer.from(data); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
};
const put = (lines) =>
  write(1, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
const err = (text) => write(2, `${text}\n`);

/**
 * `speech` is how the program tells things:
 * begin(session), say(text), tool(id, isError, text), done(answer) -> lines; fail(words), noLogin(), limited(), waiting()
 * -> {lines, stderr, code}; isLoginProbe(args); sessionIn(args); version.
 */
export function play(speech) {
  const args = process.argv.slice(2);
  const scenarios = (process.env.SCENARIO ?? 'success').split('|');
  let scenario = scenarios[0];
  if (args.includes('--version')) return put([speech.version]);
  if (speech.isLoginProbe?.(args)) return process.exit(scenario === 'no login' ? (speech.loginCode ?? 1) : 0);
  // A program that is given an open pipe waits here for ever.
  const stdin = speech.isTalking?.(args) ? speech.promptIn(readLine()) : readFileSync(0, 'utf8');
  const session = speech.sessionIn(args) ?? 'session-1';
  if (process.env.RECORD) {
    // One scenario a run, the last for all that follow.
    const runs = existsSync(process.env.RECORD) ? JSON.parse(readFileSync(process.env.RECORD, 'utf8')).runs : 0;
    scenario = scenarios[Math.min(runs, scenarios.length - 1)];
    writeFileSync(
      process.env.RECORD,
      JSON.stringify({pid: process.pid, args, stdin, env: process.env, cwd: process.cwd(), runs: runs + 1}),
    );
  }
  // What a real one printed, as it came.
  if (scenario.startsWith('recording:')) return write(1, readFileSync(scenario.slice('recording:'.length)));
  const fall = ({lines = [], stderr, code = 1}) => {
    put(lines);
    if (stderr) err(stderr);
    process.exit(code);
  };
  const work = (isError = false) => {
    put(speech.begin(session));
    put(speech.tool('call-1', isError, isError ? 'permission was not granted' : 'one line'));
  };
  // Some say so again and again, for ever.
  const complain = ({lines = [], stderr}) =>
    setInterval(() => {
      put(lines);
      if (stderr) err(stderr);
    }, 50);
  const scenes = {
    success() {
      work();
      put([...speech.say('All done.'), ...speech.done('All done.', session)]);
    },
    'hang after the result'() {
      scenes.success();
      forever();
    },
    'success with an error'() {
      put(speech.begin(session));
      fall(speech.fail('the model gave up'));
    },
    'success and exit 7'() {
      scenes.success();
      process.exit(7);
    },
    'exit 41': () => fall({stderr: 'a first line\nsomething about it', code: 41}),
    'plain text error': () => fall({stderr: 'Error: the sky fell\n    at Sky.fall (sky.js:1:1)', code: 1}),
    'plain text on stdout': () => fall({lines: ['Error: the sky fell'], code: 1}),
    flood() {
      put(speech.begin(session));
      const line = `${'flood '.repeat(1000)}\n`;
      for (let count = 0; count < 4000; count++) write(1, line);
      for (let count = 0; count < 1000; count++) write(2, line);
      put([...speech.say('All done.'), ...speech.done('All done.', session)]);
    },
    'long line'() {
      put(speech.begin(session));
      const text = 'ü'.repeat(5_000_000);
      put([...speech.say(`${text}\n`), ...speech.say('All done.'), ...speech.done('All done.', session)]);
    },
    'no text'() {
      put(speech.begin(session));
      write(1, Buffer.from([0xff, 0xfe, 0x80, 10]));
      const line = speech.say('@@').at(-1);
      const [before, after] = JSON.stringify(line).split('@@');
      write(1, Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xfe]), Buffer.from(`${after}\n`)]));
      put([...speech.say('\nAll done.'), ...speech.done('All done.', session)]);
    },
    'half a line'() {
      work();
      const last = JSON.stringify(speech.done('All done.', session).at(-1));
      write(1, last.slice(0, last.length / 2));
    },
    'death in the middle'() {
      work();
      process.kill(process.pid, 'SIGKILL');
    },
    silence() {
      work();
      forever();
    },
    'no beginning': forever,
    'deaf to requests'() {
      process.on('SIGTERM', () => {});
      work();
      forever();
    },
    'no login': () => fall(speech.noLogin(session)),
    limited() {
      put(speech.begin(session));
      fall(speech.limited());
    },
    'waits for a limit'() {
      put(speech.begin(session));
      complain(speech.waiting());
    },
    'waits with a wrong key'() {
      put(speech.begin(session));
      complain(speech.refused());
    },
    'not permitted'() {
      work(true);
      put([...speech.say('All done.'), ...speech.done('All done.', session, ['Bash'])]);
    },
    'prints its keys'() {
      put(speech.begin(session));
      const keys = Object.entries(process.env).filter(([name]) => /_(KEY|TOKEN)$/.test(name));
      put([...speech.say(`${JSON.stringify(keys)}\n`), ...speech.done(`keys: ${JSON.stringify(keys)}`, session)]);
    },
    'leaves children'() {
      work();
      const options = {stdio: ['ignore', 'inherit', 'inherit']};
      const pids = [false, true].map((detached) => spawn('sleep', ['300'], {...options, detached}).pid);
      writeFileSync(`${process.env.RECORD}.children`, JSON.stringify(pids));
      put([...speech.say('All done.'), ...speech.done('All done.', session)]);
      process.exit(0);
    },
    asks() {
      put(speech.begin(session));
      const answers = speech.questions.map((question) => {
        put([question]);
        return JSON.parse(readLine());
      });
      writeFileSync(`${process.env.RECORD}.answers`, JSON.stringify(answers));
      put([...speech.say('All done.'), ...speech.done('All done.', session)]);
      // It waits for more, as long as there may be more.
      readLine();
    },
    'lost session': () => fall(speech.lost ?? {stderr: 'Session not found'}),
  };
  scenes[scenario]();
}

/** A line of a stdin that stays open. */
function readLine() {
  const byte = Buffer.alloc(1);
  const bytes = [];
  for (;;) {
    try {
      if (readSync(0, byte) === 0 || byte[0] === 10) return Buffer.from(bytes).toString('utf8');
      bytes.push(byte[0]);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

/** The word after one of these options. */
export const after = (args, ...names) => {
  const at = args.findIndex((arg) => names.includes(arg));
  return at < 0 ? undefined : args[at + 1];
};
