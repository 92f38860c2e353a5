import {Box, Text} from 'ink';
import {useEffect, useMemo} from 'react';
import type {QueueFacts} from '../src/tasks/why.js';
import {whyNotRunning} from '../src/tasks/why.js';
import type {Overview, OverviewTask} from '../state/overview.js';
import type {Dialog, Store, View} from '../state/view.js';
import {ConfirmDialog} from './ConfirmDialog.js';
import {chosenIn} from './desk.js';
import {Footer} from './Footer.js';
import {type EngineLine, Header} from './Header.js';
import {HelpDialog} from './HelpDialog.js';
import {useSize} from './hooks/useSize.js';
import {useStore} from './hooks/useStore.js';
import {hintsFor} from './keys.js';
import {layoutFor} from './layout.js';
import {OutputPane} from './OutputPane.js';
import {TaskDialog, taskDialogHeight} from './TaskDialog.js';
import {TasksPane, taskRow} from './TasksPane.js';

export interface AppProps {
  project: string;
  live: {get(): Overview; subscribe(listener: () => void): () => void};
  view: Store<View>;
  stdout: Pick<NodeJS.WriteStream, 'columns' | 'rows' | 'on' | 'off'>;
  /** What is not in the overview: whether the engine lives, and what it may do. */
  factsOf(overview: Overview): QueueFacts;
  isLeading(): boolean;
  readOutput(task: OverviewTask): readonly string[];
}

export function App({project, live, view, stdout, factsOf, isLeading, readOutput}: AppProps) {
  const overview = useStore(live);
  const state = useStore(view);
  const size = useSize(stdout);
  const facts = useMemo(() => factsOf(overview), [overview, factsOf]);
  const {rows: tasks, cursor, task} = useMemo(() => chosenIn(overview, state), [overview, state]);
  const rows = useMemo(() => tasks.map((one) => taskRow(one, whyNotRunning(one, facts), facts.now)), [tasks, facts]);
  // What is shown as chosen is chosen: a key must never reach a task that has just moved under the cursor.
  useEffect(() => {
    if (task && task.id !== state.selected) view.set({selected: task.id});
  }, [task, state.selected, view]);
  const layout = layoutFor(size, state);
  if (layout.isTooSmall) return <Text>{`orkestra needs 60x15, this is ${size.columns}x${size.rows}`}</Text>;
  const {engine, counts, pause} = overview;
  const line: EngineLine = {
    isRunning: facts.hasEngine,
    isHere: isLeading(),
    forMs: engine ? facts.now - engine.takenAt : 0,
    pause,
  };
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Header project={project} engine={line} counts={counts} time={clockOf(overview.at)} width={size.columns} />
      {state.dialog && state.dialog.kind !== 'filter' ? (
        <Dialogs dialog={state.dialog} width={size.columns} height={size.rows - 3} />
      ) : (
        <Box flexDirection={layout.isSideBySide ? 'row' : 'column'} height={size.rows - 3}>
          {layout.tasks ? (
            <TasksPane
              rows={rows}
              total={overview.tasks.length}
              cursor={cursor}
              filter={state.filter}
              {...layout.tasks}
              isFocused={state.focus === 'tasks'}
            />
          ) : null}
          {layout.output ? (
            <OutputPane
              task={task}
              why={task && whyNotRunning(task, facts)}
              readOutput={readOutput}
              {...layout.output}
              isFocused={state.focus === 'output'}
              scrolledBack={state.scrolledBack}
            />
          ) : null}
        </Box>
      )}
      <Footer
        needsYou={needsYou(counts)}
        flash={state.flash}
        typing={state.dialog?.kind === 'filter' ? state.filter : undefined}
        hints={hintsFor(state, task)}
        width={size.columns}
      />
    </Box>
  );
}

const WIDEST_DIALOG = 90;

function Dialogs({dialog, width, height}: {dialog: Exclude<Dialog, {kind: 'filter'}>; width: number; height: number}) {
  const room = {width: Math.min(WIDEST_DIALOG, width), height};
  return (
    <Box height={height} width={width} justifyContent="center" alignItems="center">
      {dialog.kind === 'help' ? <HelpDialog {...room} scroll={dialog.scroll} /> : null}
      {dialog.kind === 'task' ? (
        <TaskDialog
          {...room}
          height={Math.min(height, taskDialogHeight(dialog.fields))}
          title={dialog.title}
          fields={dialog.fields}
          at={dialog.at}
        />
      ) : null}
      {dialog.kind === 'confirm' ? <ConfirmDialog {...dialog} width={room.width} /> : null}
    </Box>
  );
}

const clockOf = (at: number): string => new Date(at).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit'});

function needsYou({failed, review, held}: Overview['counts']): string | undefined {
  const parts = [
    review > 0 ? `${review} in review: a approves` : undefined,
    failed > 0 ? `${failed} failed: r retries` : undefined,
    held > 0 ? `${held} held by checks` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('   ');
}
