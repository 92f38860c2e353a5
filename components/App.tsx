import {Box, Text} from 'ink';
import {useEffect, useMemo} from 'react';
import type {TaskBook} from '../src/browse.js';
import type {Moment} from '../src/live.js';
import {whyNotRunning} from '../src/tasks/why.js';
import type {ListedTask} from '../state/task-list.js';
import {type Page, paneNames, type Store, type View} from '../state/view.js';
import {AgentsPane} from './AgentsPane.js';
import {type Aim, aimOf} from './aim.js';
import {BackupsPane} from './BackupsPane.js';
import {DetailPane} from './DetailPane.js';
import {Dialogs} from './Dialogs.js';
import type {Sight} from './desk.js';
import {Footer} from './Footer.js';
import {Header} from './Header.js';
import {hintsFor} from './hints.js';
import {useKeymap} from './hooks/useKeymap.js';
import {usePageText} from './hooks/usePageText.js';
import {useSize} from './hooks/useSize.js';
import {useStore} from './hooks/useStore.js';
import type {PaneRoom} from './ListPane.js';
import {LocksPane} from './LocksPane.js';
import {type Layout, layoutFor, SMALLEST} from './layout.js';
import {type Lists, listOf} from './lists.js';
import {NodesPane} from './NodesPane.js';
import {needsYou} from './needs-you.js';
import {PageView} from './PageView.js';
import {attemptNote, emptyWords, titleOfPage} from './page-titles.js';
import {TabStrip} from './TabStrip.js';
import {TasksPane} from './TasksPane.js';
import {VotesPane} from './VotesPane.js';

export interface Live<State> {
  get(): State;
  subscribe(listener: () => void): () => void;
}

export interface AppProps {
  project: string;
  live: Live<Moment>;
  book: Live<TaskBook>;
  view: Store<View>;
  stdout: Pick<NodeJS.WriteStream, 'columns' | 'rows' | 'on' | 'off'>;
  sight: Sight;
  isLeading(): boolean;
}

export function App({project, live, book, view, stdout, sight, isLeading}: AppProps) {
  const moment = useStore(live);
  const state = useStore(view);
  const tasks = useStore(book);
  const size = useSize(stdout);
  const lists: Lists = useMemo(() => ({moment, book: tasks, tasks: sight.tasks}), [moment, tasks, sight]);
  const keymap = useKeymap();
  const aim = aimOf(state, lists, keymap.show);
  useKeptChoice(view, state, lists);
  const layout = layoutFor(size, state);
  if (layout.isTooSmall)
    return <Text>{`orkestra needs ${SMALLEST.columns}x${SMALLEST.rows}, this is ${size.columns}x${size.rows}`}</Text>;
  const page = state.pages.at(-1);
  const {overview} = moment;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Header project={project} moment={moment} isHere={isLeading()} width={size.columns} />
      {state.dialog && state.dialog.kind !== 'filter' && state.dialog.kind !== 'search' ? (
        <Dialogs
          dialog={state.dialog}
          findable={{aim, lists, commands: sight.commands}}
          findOffers={sight.offers}
          {...layout.body}
        />
      ) : page ? (
        <OpenPage page={page} sight={sight} lists={lists} {...layout.body} />
      ) : (
        <Panes layout={layout} state={state} lists={lists} sight={sight} aim={aim} />
      )}
      <Footer
        needsYou={needsYou({...overview, backupNeeds: moment.backups.needs}, aim.request, keymap)}
        flash={state.flash}
        typing={typingOf(state)}
        hints={hintsFor(state, aim, keymap)}
        width={size.columns}
      />
    </Box>
  );
}

/** What is shown as chosen is chosen: a key must never reach a row that has just moved under the cursor. */
function useKeptChoice(view: Store<View>, state: View, lists: Lists): void {
  const {chosen, cursor} = listOf(state.focus, state.lists[state.focus], lists);
  const list = state.lists[state.focus];
  useEffect(() => {
    if (chosen === list.chosen && cursor === list.at) return;
    // The picture shows it already: to draw it again would be half of all drawing in a busy project.
    view.keep({lists: {...view.get().lists, [state.focus]: {...list, chosen, at: cursor}}});
  }, [chosen, cursor, list, state.focus, view]);
}

function typingOf({dialog, lists, focus, pages}: View): string | undefined {
  if (dialog?.kind === 'filter') return lists[focus].filter;
  return dialog?.kind === 'search' ? (pages.at(-1)?.search ?? '') : undefined;
}

interface PanesProps {
  layout: Layout;
  state: View;
  lists: Lists;
  sight: Sight;
  aim: Aim;
}

function Panes({layout, state, lists, sight, aim}: PanesProps) {
  const keymap = useKeymap();
  const {moment, book} = lists;
  const counts = {
    agents: moment.agents.length,
    tasks: book.total,
    locks: moment.overview.locks.length,
    nodes: moment.nodes.length,
    backups: moment.overview.backups.count,
    votes: 0,
  };
  return (
    <Box flexDirection="column" height={layout.body.height}>
      {layout.hasTabs ? (
        <TabStrip
          tabs={paneNames.map((name) => ({
            name: name.charAt(0).toUpperCase() + name.slice(1),
            count: counts[name],
            key: keymap.first(`go-${name}`),
          }))}
          current={paneNames.indexOf(state.focus)}
          width={layout.body.width}
        />
      ) : null}
      {layout.rows.map((row) => (
        <Box key={row[0]?.pane}>
          {row.map(({pane, width, height}) => {
            if (pane === 'detail')
              return (
                <DetailPane
                  key={pane}
                  task={taskBeside(state, lists, aim)}
                  lists={lists}
                  sight={sight}
                  width={width}
                  height={height}
                />
              );
            const room: PaneRoom = {list: state.lists[pane], width, height, isFocused: state.focus === pane};
            if (pane === 'tasks') return <TasksPane key={pane} {...room} lists={lists} facts={moment.facts} />;
            const Short = shortPanes[pane];
            return <Short key={pane} {...room} moment={moment} />;
          })}
        </Box>
      ))}
    </Box>
  );
}

const shortPanes = {agents: AgentsPane, locks: LocksPane, nodes: NodesPane, backups: BackupsPane, votes: VotesPane};

function taskBeside(state: View, lists: Lists, aim: Aim): ListedTask | undefined {
  if (aim.pane === 'tasks' && aim.tasks.length === 1) return aim.tasks[0];
  const {chosen} = listOf('tasks', state.lists.tasks, lists);
  return chosen === undefined ? undefined : lists.tasks([Number(chosen)])[0];
}

function OpenPage({
  page,
  sight,
  lists,
  width,
  height,
}: {
  page: Page;
  sight: Sight;
  lists: Lists;
  width: number;
  height: number;
}) {
  const {subject, tab} = page;
  const task = subject.kind === 'task' ? lists.tasks([subject.id])[0] : undefined;
  const text = usePageText(
    sight,
    subject,
    tab,
    // A transcript is read in pieces, also when it grows no more.
    tab === 'log' ||
      tab === 'answer' ||
      tab === 'transcript' ||
      ((tab === 'output' || tab === 'diff') && task?.state === 'running'),
  );
  return (
    <PageView
      page={page}
      task={task}
      title={titleOfPage(page, task)}
      note={attemptNote(page, task)}
      text={text}
      empty={emptyWords(page, task, task && whyNotRunning(task, lists.moment.facts))}
      width={width}
      height={height}
    />
  );
}
