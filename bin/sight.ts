import {resolve} from 'node:path';
import {agentLines} from '../components/agent-lines.js';
import {answerPage} from '../components/answer-lines.js';
import {approvalLines} from '../components/approval-lines.js';
import type {Sight} from '../components/desk.js';
import {graphLines} from '../components/graph-lines.js';
import {lockLines} from '../components/lock-lines.js';
import {lockName} from '../components/lock-rows.js';
import {nodeLines} from '../components/node-lines.js';
import {noticeLines} from '../components/notice-lines.js';
import type {Line, PageText} from '../components/page-lines.js';
import {progressLines} from '../components/progress-lines.js';
import {attemptLines, taskFactLines} from '../components/task-lines.js';
import {clean} from '../components/text.js';
import type {Theme} from '../components/theme.js';
import {trailLines} from '../components/trail-lines.js';
import {listAttempts} from '../src/agents/attempts.js';
import {scoreAll} from '../src/agents/choose.js';
import {readCrew} from '../src/agents/crew.js';
import {readStats} from '../src/agents/stats.js';
import {scoreLines} from '../src/agents/tell-score.js';
import type {Answers} from '../src/answers.js';
import {tellGuard} from '../src/backups/rollback/tell-guard.js';
import type {Browser} from '../src/browse.js';
import type {Live, Moment} from '../src/live.js';
import {readMachine} from '../src/machine.js';
import {USER} from '../src/notify/tell.js';
import {readProgress} from '../src/progress.js';
import {openTail, type Tail} from '../src/tail.js';
import {whyIdle} from '../src/tasks/describe.js';
import {readGraph, readLinks} from '../src/tasks/graph.js';
import type {World} from '../src/world.js';
import {readAgentRow} from '../state/agents.js';
import {listAlways, listApprovals, listSame} from '../state/approvals.js';
import {type AuditFilter, listAudit} from '../state/audit.js';
import {listNeeds} from '../state/deps.js';
import {listNotices} from '../state/notifications.js';
import {outputFile} from '../state/output.js';
import {type ListedTask, readListed} from '../state/task-list.js';
import type {TaskState} from '../state/task-states.js';
import {readState, readTask, readTitle} from '../state/tasks.js';
import type {Subject} from '../state/view.js';
import {readWorkspace} from '../state/workspaces.js';
import {backupPage} from './backup-pages.js';
import {makeDiffPages} from './diff-pages.js';
import {makeOffers} from './offers.js';
import {openTranscripts, transcriptEnd} from './transcripts.js';

interface Sources {
  world: World;
  live: Live;
  browser: Browser;
  theme: Theme;
  answers: Answers;
  commands: Sight['commands'];
  /** Something is known now that was not before. */
  onFound?(): void;
}

const NOTHING: PageText = {first: 0, lines: []};
const SHOWN_EVENTS = 1000;
const SHOWN_LINKS = 500;
const SHOWN_BEFORE = 5;
const SHOWN_ANSWERED = 50;

/** What the screen looks up. Within one moment of the project the same question has the same answer. */
export function makeSight({world, live, browser, theme, answers, commands, onFound = () => {}}: Sources): Sight {
  const {db, paths} = world;
  let known = new Map<string, unknown>();
  let knownFor: Moment | undefined;
  const once = <Answer>(question: string, find: () => Answer): Answer => {
    if (knownFor !== live.get()) {
      knownFor = live.get();
      known = new Map();
    }
    if (!known.has(question)) known.set(question, find());
    return known.get(question) as Answer;
  };
  const tail = followOne();
  const diffOf = makeDiffPages(world, onFound);
  const transcript = openTranscripts(world);
  const trail = (filter: AuditFilter): Line[] => trailLines(listAudit(db, {...filter, limit: SHOWN_EVENTS}));

  const drawingOf = (id: number): Line[] => {
    const graph = readGraph(world, {ids: [id]});
    return graph.deps.length === 0 ? [] : graphLines(graph, id, theme);
  };

  const drawing = (): Line[] => {
    const {isWhole, ...graph} = readLinks(world, SHOWN_LINKS);
    const note = isWhole ? [] : [`The newest ${SHOWN_LINKS} links; \`orkestra task graph\` draws them all.`, ''];
    return [...note, ...graphLines(graph, undefined, theme)];
  };

  const tasksOf = (ids: readonly number[]): readonly ListedTask[] =>
    once(`tasks ${ids.join()}`, () => readListed(db, ids));

  const taskLines = (id: number, tab: string): readonly Line[] => {
    const task = readTask(db, id);
    const {facts} = live.get();
    if (tab === 'trail') return trail({task: id});
    if (!task) return [];
    if (tab === 'needs') return drawingOf(id);
    if (tab === 'score') return scoreLines(scoreAll(task, readCrew(world))).map((line) => clean(line));
    const attempts = listAttempts(world, task);
    if (tab === 'attempts') return attemptLines(attempts, facts.now);
    const why = whyIdle(task, listNeeds(db, id), facts);
    const guard = tellGuard(world, task);
    const known = {attempts, why, branch: readWorkspace(db, id)?.branch, guard};
    return taskFactLines(task, known, facts.now, theme);
  };

  const stateOf = (id: number): TaskState | undefined => readState(db, id);

  const linesOf = (subject: Subject, tab: string): readonly Line[] => {
    switch (subject.kind) {
      case 'task':
        return taskLines(subject.id, tab);
      case 'lock': {
        const {overview} = live.get();
        const lock = overview.locks.find((one) => lockName(one) === subject.id);
        if (tab === 'trail') return trail({type: 'lock', text: subject.id.replace(/^\w+ /, '')});
        return lock ? lockLines(lock, overview) : ['It is free.'];
      }
      case 'agent': {
        if (tab === 'trail') return trail({agent: subject.id});
        const agent = live.get().agents.find(({name}) => name === subject.id);
        return agent
          ? agentLines({
              agent,
              stats: readStats(world, agent.name),
              row: readAgentRow(db, agent.name),
              tasks: tasksOf(agent.tasks),
              facts: live.get().facts,
              theme,
            })
          : ['It is not configured any more.'];
      }
      case 'progress':
        return progressLines(readProgress(world), live.get().overview, theme);
      case 'trail':
        return trail({});
      case 'node': {
        if (tab === 'trail') return trail({type: 'engine'});
        const node = live.get().nodes.find(({name}) => name === subject.id);
        return node ? nodeLines(node, live.get().overview, readMachine(paths.home), theme) : [];
      }
      case 'backup':
        if (tab === 'trail') return trail({text: subject.id});
        return backupPage(db, {name: subject.id, tab, now: live.get().facts.now, theme});
      case 'graph':
        return drawing();
      case 'notices': {
        const {facts, overview} = live.get();
        const isAsked = (notice: number): boolean => overview.asking.some((one) => one.notice === notice);
        return noticeLines(listNotices(db, USER, {limit: SHOWN_EVENTS}), {now: facts.now, theme, stateOf, isAsked});
      }
      case 'approvals':
        return approvalLines(
          {
            asking: live.get().overview.asking,
            before: (asked) => listSame(db, asked, SHOWN_BEFORE),
            titleOf: (task) => readTitle(db, task) ?? '',
            always: listAlways(db),
            answered: listApprovals(db, SHOWN_ANSWERED).filter(({state}) => state !== 'pending'),
          },
          live.get().facts.now,
          theme,
        );
      default:
        return [];
    }
  };

  return {
    book: browser.get,
    commands,
    tasks: tasksOf,
    offers: makeOffers(world, live, onFound),
    page(subject, tab) {
      if (subject.kind === 'answer') {
        const answer = answers.read(subject.command);
        return answer ? answerPage(answer) : NOTHING;
      }
      if (subject.kind === 'log') return tail(resolve(paths.root, world.config.logging.file));
      if (subject.kind === 'task' && tab === 'output') {
        const attempt = subject.attempt ?? tasksOf([subject.id])[0]?.attempt ?? 0;
        return attempt === 0 ? NOTHING : tail(outputFile(paths.runs, subject.id, attempt));
      }
      if (subject.kind === 'task' && tab === 'diff')
        return diffOf(subject.id, live.get(), tasksOf([subject.id])[0]?.state === 'running');
      if (subject.kind === 'task' && tab === 'transcript') {
        const {id, attempt} = subject;
        const end = once(`end ${id} ${attempt}`, () => transcriptEnd(world, id, attempt, live.get().facts.now));
        return end ? transcript(id, end.attempt, end.lines) : NOTHING;
      }
      return once(`${JSON.stringify(subject)} ${tab}`, () => ({first: 0, lines: linesOf(subject, tab)}));
    },
  };
}

/** One file at a time is looked at; going back to one that was left reads its end anew. */
function followOne(): (file: string) => PageText {
  let last: {file: string; tail: Tail} | undefined;
  return (file) => {
    if (last?.file !== file) last = {file, tail: openTail(file)};
    return last.tail.read();
  };
}
