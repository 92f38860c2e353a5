import type {Answer, Call} from './command.js';

/** All that are named, or none. */
export async function changeAgents(call: Call, isPaused: boolean): Promise<Answer> {
  const names = [...new Set([...call.args, ...call.rest].filter((name) => name !== undefined))];
  const {world} = await call.project();
  const {write} = await import('../../state/write.js');
  const {setPaused} = await import('../agents/pause.js');
  const rows = write(world.db, () => names.map((name) => setPaused(world, name, isPaused)));
  return {
    json: rows.map(({name}) => ({name, isPaused})),
    text: rows.map(({name}) => `${name} ${isPaused ? 'is given nothing new' : 'works again'}`).join('\n'),
  };
}
