import {Box} from 'ink';
import type {Dialog} from '../state/view.js';
import {ConfirmDialog} from './ConfirmDialog.js';
import {FormDialog, formHeight} from './FormDialog.js';
import {HelpDialog} from './HelpDialog.js';
import {helpBox, paletteBox} from './layout.js';
import {PaletteDialog} from './PaletteDialog.js';
import type {Room} from './page-lines.js';
import type {Findable} from './palette.js';

const WIDEST = 90;

interface Props extends Room {
  dialog: Exclude<Dialog, {kind: 'filter' | 'search'}>;
  findable: Omit<Findable, 'keymap'>;
}

/** What stands in the middle of the screen and takes the keys. */
export function Dialogs({dialog, findable, width, height}: Props) {
  const room = {width: Math.min(WIDEST, width), height};
  return (
    <Box height={height} width={width} justifyContent="center" alignItems="center">
      {dialog.kind === 'help' ? <HelpDialog {...helpBox({width, height})} {...dialog} aim={findable.aim} /> : null}
      {dialog.kind === 'palette' ? (
        <PaletteDialog {...paletteBox({width, height})} dialog={dialog} findable={findable} />
      ) : null}
      {dialog.kind === 'form' ? (
        <FormDialog {...room} {...dialog} height={Math.min(height, formHeight(dialog.fields))} />
      ) : null}
      {dialog.kind === 'confirm' ? <ConfirmDialog {...dialog} {...room} /> : null}
    </Box>
  );
}
