import {lastPart} from '../src/split-list.js';
import type {Dialog, Field} from '../state/view.js';
import {clusters} from './edit-text.js';

/** Something that may stand in a field. */
export interface Offer {
  value: string;
  help: string;
}

/** What can be looked up for a field. */
export type OfferKind = 'agents' | 'files' | 'tasks' | 'nodes';

export type FindOffers = (of: OfferKind, typed: string) => readonly Offer[];

const MOST_OFFERS = 6;

/** What fits to what is being typed; nothing is offered before a first letter, nor for what is complete. */
export function offersOf(find: FindOffers, {fields, at, isOffering}: Dialog & {kind: 'form'}): readonly Offer[] {
  const field = fields[at];
  if (!isOffering || !field?.offers || field.cursor < clusters(field.value).length) return [];
  const typed = typedIn(field);
  if (typed === '') return [];
  const found = typeof field.offers === 'string' ? find(field.offers, typed) : wordsLike(field.offers, typed);
  return found.some(({value}) => value === typed) ? [] : found.slice(0, MOST_OFFERS);
}

const typedIn = ({value, isList}: Field): string => (isList ? lastPart(value).replace(/^#/, '') : value.trim());

const wordsLike = (words: readonly string[], typed: string): Offer[] =>
  words.filter((word) => word.startsWith(typed.toLowerCase())).map((value) => ({value, help: ''}));

/** The field with the offer in place of what was typed. */
export function takeOffer(field: Field, {value}: Offer): Field {
  const before = field.isList ? field.value.slice(0, field.value.length - lastPart(field.value).length) : '';
  const taken = `${before}${value}`;
  return {...field, value: taken, cursor: clusters(taken).length, problem: undefined};
}
