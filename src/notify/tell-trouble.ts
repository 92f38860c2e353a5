import {insertNotice, type NoticePriority, settleAbout} from '../../state/notifications.js';
import type {World} from '../world.js';
import {USER} from './tell.js';

interface Trouble {
  /** In a word; what is told of it later is about the same. */
  about: string;
  title: string;
  message: string;
  priority: NoticePriority;
}

const base = {recipient: USER, task: null, count: 1};

/** Something that goes on by itself does not go on any more. Within the transaction that knows of it. */
export const tellTrouble = (world: World, {about, title, message, priority}: Trouble): void =>
  void insertNotice(world.db, {...base, at: world.now(), kind: 'needs-you', priority, about, title, message});

/** It goes on again: nobody has to see to it any more. */
export function tellRecovery(world: World, about: string, title: string): void {
  settleAbout(world.db, about, world.now());
  const told = {kind: 'info', priority: 'normal', about, title, message: ''} as const;
  insertNotice(world.db, {...base, ...told, at: world.now()});
}
