import {isMet, listNeeds} from '../../state/deps.js';
import type {World} from '../world.js';

export const countOpenNeeds = ({db}: World, task: number): number =>
  listNeeds(db, task).filter((dep) => !isMet(dep)).length;
