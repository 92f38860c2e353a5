import {Box} from 'ink';
import type {Dialog} from '../state/view.js';
import {ConfirmDialog} from './ConfirmDialog.js';
import {FormDialog, formHeight} from './FormDialog.js';
import {type FindOffers, type Offer, offersOf} from './form-offers.js';
import {HelpDialog} from './HelpDialog.js';
import {helpBox, paletteBox} from './layout.js';
import {PaletteDialog} from './PaletteDialog.js';
import type {Room} from './page-lines.js';
import type {Findable} from './palette.js';

const WIDEST = 90;

interface Props extends Room {
  dialog: Exclude<Dialog, {kind: 'filter' | 'search'}>;
  findable: Omit<Findable, 'keymap'>;
  findOffers: FindOffers;
}

/** What stands in the middle of the screen and takes the keys. */
export function Dialogs({dialog, findable, findOffers, width, height}: Props) {
  const room = {width: Math.min(WIDEST, width), height};
  return (
    <Box height={height} width={width} justifyContent="center" alignItems="center">
      {dialog.kind === 'help' ? <HelpDialog {...helpBox({width, height})} {...dialog} aim={findable.aim} /> : null}
      {dialog.kind === 'palette' ? (
        <PaletteDialog {...paletteBox({width, height})} dialog={dialog} findable={findable} />
      ) : null}
      {dialog.kind === 'form' ? <Form dialog={dialog} offers={offersOf(findOffers, dialog)} {...room} /> : null}
      {dialog.kind === 'confirm' ? <ConfirmDialog {...dialog} {...room} /> : null}
    </Box>
  );
}

interface FormProps extends Room {
  dialog: Dialog & {kind: 'form'};
  offers: readonly Offer[];
}

function Form({dialog, offers, width, height}: FormProps) {
  const {title, fields, at, offer = 0} = dialog;
  const fit = Math.min(height, formHeight(fields, offers));
  return <FormDialog {...{title, fields, at, offers, offer, width}} height={fit} />;
}
