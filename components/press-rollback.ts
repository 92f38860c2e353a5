import type {Aim} from './aim.js';
import {type Desk, flash} from './desk.js';
import {runLine} from './run-line.js';
import {shownRollback} from './shown-rollback.js';

/** First what would be put back is shown, then the same key asks, and a yes does it: nothing is put back unseen. */
export function pressRollback(desk: Desk, {page, tasks}: Aim): void {
  const shown = shownRollback(page);
  if (shown !== undefined) return ask(desk, shown);
  const [task, ...more] = tasks;
  if (!task) return;
  if (more.length > 0)
    return flash(desk, 'bad', 'The work of one task is put back at a time; Esc takes the marks away.');
  rollback(desk, task.id, '--dry-run');
  flash(desk, 'plain', `What would be put back; ${desk.keymap.show('put-back')} does it.`);
}

const ask = ({view}: Desk, task: number): void =>
  view.set({
    dialog: {
      kind: 'confirm',
      tasks: [task],
      question: `Put back what #${task} did?`,
      details: ['What is there now is backed up first.', `\`orkestra task rollback ${task} --undo\` takes it back.`],
      choices: [
        {key: 'y', label: 'put it back', does: 'put-back'},
        {key: 'n', label: 'leave it', does: 'stay'},
      ],
    },
  });

export const putBackNow = (desk: Desk, task: number): void => rollback(desk, task, '--yes');

function rollback(desk: Desk, task: number, how: '--dry-run' | '--yes'): void {
  const words = ['task', 'rollback', String(task), how];
  runLine(desk, words.join(' '), words);
}
