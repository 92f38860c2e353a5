import {memo} from 'react';
import type {PaneRoom} from './ListPane.js';
import {type ShortLists, ShortPane} from './ShortPane.js';

/** What is being decided, who has voted how, and what is still needed. */
export const VotesPane = memo(function VotesPane(props: PaneRoom & ShortLists) {
  return (
    <ShortPane
      {...props}
      name="votes"
      columns={[]}
      empty="Nothing to decide. Here stand open votes with their ballots; `orkestra vote call TITLE` opens one."
    />
  );
});
