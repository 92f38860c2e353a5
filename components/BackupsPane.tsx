import {memo, useMemo} from 'react';
import {backupLook, proofWords, whenWords} from './backup-look.js';
import type {BackupRow} from './backup-rows.js';
import {useKeymap} from './hooks/useKeymap.js';
import {useTheme} from './hooks/useTheme.js';
import type {PaneRoom} from './ListPane.js';
import {type ShortLists, ShortPane} from './ShortPane.js';
import type {Column} from './table-cells.js';
import type {Theme} from './theme.js';

const columnsFor = ({glyphs}: Theme): readonly Column<BackupRow>[] => [
  {
    key: 'state',
    title: '',
    width: 1,
    priority: 9,
    format: (state) => backupLook(state, glyphs).glyph,
    meaning: (state) => backupLook(state, glyphs).meaning,
  },
  {key: 'name', title: 'backup', grow: 1, min: 9, priority: 9},
  {
    key: 'state',
    title: 'state',
    width: 7,
    priority: 4,
    meaning: (state) => backupLook(state, glyphs).meaning,
  },
  {
    key: 'when',
    title: 'made',
    width: 10,
    align: 'right',
    priority: 8,
    format: (_, row) => whenWords(row, glyphs),
    meaning: (_, {state}) => (state === 'at work' ? 'busy' : 'muted'),
  },
  {key: 'what', title: 'what is in it', grow: 3, min: 28, priority: 6, meaning: 'muted'},
];

/** Below this the border has no room for a sentence. */
const SENTENCE_FROM = 50;

/** What is backed up, how far a running backup is, and when a restore last proved it. */
export const BackupsPane = memo(function BackupsPane(props: PaneRoom & ShortLists) {
  const theme = useTheme();
  const {show} = useKeymap();
  const columns = useMemo(() => columnsFor(theme), [theme]);
  const {overview, backups} = props.moment;
  const proof = proofWords(backups, overview.at, theme.glyphs, props.width < SENTENCE_FROM);
  return (
    <ShortPane
      {...props}
      name="backups"
      columns={columns}
      {...(proof && {note: proof.text})}
      empty={`No backups yet. Press ${show('new')} to make one, or run \`orkestra backup PATH\`.`}
    />
  );
});
