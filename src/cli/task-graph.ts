import type {Command} from './command.js';
import {taskId} from './values.js';

export const taskGraph: Command = {
  path: 'task graph',
  args: '[id...]',
  summary: 'show which tasks wait for which',
  options: [{flags: '--dot', help: 'print it for Graphviz'}],
  examples: ['orkestra task graph', 'orkestra task graph 12', 'orkestra task graph --dot | dot -Tsvg > graph.svg'],
  async run(call) {
    const ids = call.rest.map(taskId);
    const {world} = await call.project();
    const {graphDot, readGraph} = await import('../tasks/graph.js');
    const graph = readGraph(world, {ids});
    if (call.isJson) return {json: graph};
    if (call.options.dot) return {text: graphDot(graph)};
    if (graph.tasks.length === 0) return {text: 'No tasks. `orkestra task add TITLE` adds one.'};
    const {graphText} = await import('../tasks/graph-text.js');
    return {text: graphText(graph)};
  },
};
