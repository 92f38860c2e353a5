/** C1 controls and marks that turn the direction of text: JSON leaves them as they are, a terminal acts on them. */
const left = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const controls = new RegExp(`[\\u0000-\\u001f]|${left.source}`, 'g');

const escapeMark = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** JSON that says the same to every reader and does nothing to a terminal. */
export const safeJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(left, escapeMark);

/** Foreign text outside JSON, with what a terminal would obey shown the way JSON shows it. */
export const showControls = (text: string): string => text.replace(controls, escapeMark);
