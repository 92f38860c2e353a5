import {listAsking} from '../../state/approvals.js';
import {allowRequest} from '../approvals/answer.js';
import {actingAs, type World} from '../world.js';

const LOOK_MS = 200;

/** Where nobody sits, the demo itself allows what its agents ask, and the record says so. Returns how to end it. */
export function sayYes(world: World, tell: (text: string) => void): () => void {
  const demo = actingAs(world, 'demo');
  const timer = setInterval(() => {
    for (const {id, agent, subject} of listAsking(world.db, 10)) {
      tell(`${agent} asks leave for \`${subject}\`; nobody sits here, so the demo allows it`);
      allowRequest(demo, id);
    }
  }, LOOK_MS);
  return () => clearInterval(timer);
}
