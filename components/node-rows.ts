import type {NodeStatus} from '../src/nodes/list.js';

export interface NodeRow {
  id: string;
  name: string;
  state: NodeStatus['state'];
  places: string;
  loads: readonly number[];
}

export const nodeRow = ({name, state, running, places, loads}: NodeStatus): NodeRow => ({
  id: name,
  name,
  state,
  places: `${running}/${places}`,
  loads,
});
