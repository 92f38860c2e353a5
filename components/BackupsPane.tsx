import {memo} from 'react';
import type {PaneRoom} from './ListPane.js';
import {type ShortLists, ShortPane} from './ShortPane.js';

/** What is backed up, how far a running backup is, and when a restore last proved it. */
export const BackupsPane = memo(function BackupsPane(props: PaneRoom & ShortLists) {
  return (
    <ShortPane
      {...props}
      name="backups"
      columns={[]}
      empty="No backups yet. Here stand their progress, size and last proof of restore; `orkestra backup PATH` makes one."
    />
  );
});
