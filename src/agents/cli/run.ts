import {randomUUID} from 'node:crypto';
import {StringDecoder} from 'node:string_decoder';
import type {AgentEnd, AgentEvent, AgentRequest, Usage} from '../agent.js';
import {classify} from '../failures.js';
import {startFamily} from '../family.js';
import {makeLineReader} from '../lines.js';
import {makeRedactor, redactEnd, redactEvent} from '../redact.js';
import {makeAsking} from './asking.js';
import {type CliDriver, emptyState, type Told} from './driver.js';
import {judge, overBudget, silent} from './ending.js';
import {findCommand, versionNumber, versionOf} from './version.js';

/** What is kept of words that are no events. */
const KEPT_WORDS = 8000;
/** A program that floods us with them is not shown to the end. */
const SHOWN_NOTES = 200;

/** One may be a key that is being renewed. */
const KEY_REFUSALS = 3;

type Failed = AgentEnd & {isOk: false};

/**
 * Runs a vendor's program once. It is over when the event comes after which nothing comes; a program that then does not
 * leave is ended, with all it started. Whatever it does, this ends within the limits and throws nothing.
 */
export async function runCli(
  driver: CliDriver,
  request: AgentRequest,
  tellAll: (event: AgentEvent) => void,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<AgentEnd> {
  const env = {...request.env, ...driver.env?.(request.env)};
  const redact = makeRedactor(env);
  const file = await findCommand(driver.program, driver.folder ?? '/', env);
  if (file === undefined) return {isOk: false, failure: 'login', why: `${driver.program} is not installed`};
  const version = driver.isAnyCommand ? '' : versionNumber(await versionOf(file, env));
  await request.turn?.(signal);
  if (signal.aborted) return {isOk: false, failure: 'failed', why: STOPPED};

  const {limits} = request;
  const fresh = randomUUID();
  const state = emptyState();
  const words = {stderr: '', plain: '', complaint: ''};
  let session = request.session ?? (driver.takesFresh ? fresh : undefined);
  let end: Told['end'];
  let stopped: Failed | undefined;
  let usage: Usage | undefined;
  let steps = 0;
  let notes = 0;
  let refusals = 0;
  let grace: NodeJS.Timeout | undefined;
  let wasMadeToLeave = false;

  const tell = (event: AgentEvent): void => {
    if (event.type === 'tool') steps++;
    if (event.type === 'usage') usage = event.usage;
    tellAll(redactEvent(event.type === 'started' ? {...(version !== '' && {version}), ...event} : event, redact));
  };
  const stop = (why: Failed): void => {
    if (end) return;
    stopped ??= why;
    family.stop();
  };
  /** Where it says itself that it waits longer than we would, or that its key is wrong, there is no use in waiting with it. */
  const waits = (complaint: string): void => {
    words.complaint = complaint;
    const {failure, until} = classify(complaint, now());
    if (failure === 'login') refusals++;
    const isLong = failure === 'limited' && until !== undefined && until > now() + limits.firstEventMs;
    if (!isLong && refusals < KEY_REFUSALS) return;
    stop({isOk: false, failure, ...(until !== undefined && {until}), why: complaint.trim().slice(0, 500)});
  };

  let watchdog = setTimeout(
    () => stop(silent(driver, limits.firstEventMs, 'it began', words.complaint || words.stderr, now())),
    limits.firstEventMs,
  );
  let isHeld = false;
  const heard = (): void => {
    clearTimeout(watchdog);
    words.complaint = '';
    refusals = 0;
    if (end || isHeld) return;
    watchdog = setTimeout(
      () => stop(silent(driver, limits.silenceMs, 'it went on', words.complaint, now())),
      limits.silenceMs,
    );
  };

  const onLine = (line: string, isCut: boolean): void => {
    if (isCut) tell({type: 'note', text: 'a line of more than 16 MB was cut'});
    const raw = driver.isText ? line : parse(line);
    if (typeof raw === 'string') words.plain = `${words.plain}${raw}\n`.slice(-KEPT_WORDS);
    if (typeof raw === 'string' && !driver.isText && ++notes > SHOWN_NOTES) return heard();
    if (isQuestion?.(raw)) return heard();
    const told = driver.read(raw, state);
    if (told.waits === undefined) heard();
    session = told.session ?? session;
    for (const event of told.events) tell(event);
    if (told.waits !== undefined) waits(told.waits);
    const over = told.end ? undefined : overBudget(usage, steps, limits);
    if (over !== undefined) stop({isOk: false, failure: 'budget', why: over});
    if (!told.end || end || stopped) return;
    end = told.end;
    clearTimeout(watchdog);
    // What reads on would wait for more.
    if (asks) family.hangUp();
    grace = setTimeout(() => {
      wasMadeToLeave = true;
      family.stop();
    }, limits.graceMs);
  };
  const asks = request.ask && driver.asks;
  const isQuestion =
    asks && request.ask && !signal.aborted
      ? makeAsking({
          ...{asks, ask: request.ask, tell, redact, write: (text) => family.write(text)},
          onHold(is) {
            isHeld = is;
            heard();
          },
        })
      : undefined;
  const out = makeLineReader(onLine);
  const err = makeLineReader((line) => {
    if (driver.retries?.test(line)) waits(line);
  });
  const decoder = new StringDecoder('utf8');

  const family = startFamily({
    file,
    args: [...driver.args(request, fresh), ...(asks?.args ?? [])],
    cwd: request.cwd,
    env,
    input: asks ? asks.input(request) : driver.input?.(request),
    isOpen: asks !== undefined,
    onOut: out.feed,
    onErr(chunk) {
      words.stderr = (words.stderr + decoder.write(chunk)).slice(-KEPT_WORDS);
      err.feed(chunk);
    },
  });
  const abort = (): void => {
    // Even after its end: whoever stops it does not want what it did.
    stopped = {isOk: false, failure: 'failed', why: STOPPED};
    family.stop();
  };
  signal.addEventListener('abort', abort, {once: true});

  const left = await family.left;
  out.end();
  err.end();
  clearTimeout(watchdog);
  clearTimeout(grace);
  signal.removeEventListener('abort', abort);
  if (left.error) return {isOk: false, failure: 'failed', why: notStarted(driver, left.error)};
  if (wasMadeToLeave) tell({type: 'note', text: 'it did not leave by itself and was ended'});
  const said = words.stderr.trim() || words.plain.trim();
  const known = {left, end, stopped, wasMadeToLeave, answer: state.answer, words: said, session};
  return redactEnd(judge(driver, known, now()), redact);
}

const STOPPED = 'it was stopped';

const notStarted = ({program}: CliDriver, error: NodeJS.ErrnoException): string =>
  error.code === 'E2BIG'
    ? `the task is too long for ${program}, which takes it as an argument`
    : `${program} could not be started: ${error.message}`;

/** JSON, or the text itself where it is none: a line may be cut off, or a warning among the events. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return line;
  }
}
