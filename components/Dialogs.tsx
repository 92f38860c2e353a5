import {Box} from 'ink';
import type {Dialog} from '../state/view.js';
import type {Aim} from './aim.js';
import {ConfirmDialog} from './ConfirmDialog.js';
import {FormDialog, formHeight} from './FormDialog.js';
import {HelpDialog} from './HelpDialog.js';
import {helpBox} from './layout.js';
import type {Room} from './page-lines.js';

const WIDEST = 90;

interface Props extends Room {
  dialog: Exclude<Dialog, {kind: 'filter' | 'search'}>;
  aim: Aim;
}

/** What stands in the middle of the screen and takes the keys. */
export function Dialogs({dialog, aim, width, height}: Props) {
  const room = {width: Math.min(WIDEST, width), height};
  return (
    <Box height={height} width={width} justifyContent="center" alignItems="center">
      {dialog.kind === 'help' ? <HelpDialog {...helpBox({width, height})} {...dialog} aim={aim} /> : null}
      {dialog.kind === 'form' ? (
        <FormDialog {...room} {...dialog} height={Math.min(height, formHeight(dialog.fields))} />
      ) : null}
      {dialog.kind === 'confirm' ? <ConfirmDialog {...dialog} {...room} /> : null}
    </Box>
  );
}
