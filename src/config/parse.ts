import {type Document, isMap, isScalar, LineCounter, type ParsedNode, parseDocument, visit, type YAMLMap} from 'yaml';
import {OrkestraError} from '../../state/errors.js';

export interface Parsed {
  doc: Document.Parsed;
  /** Undefined when the file says nothing. */
  map: YAMLMap.Parsed | undefined;
  /** From 1. */
  lineOf(node: ParsedNode | null | undefined): number;
  warnings: readonly Note[];
}

export interface Note {
  line: number;
  text: string;
}

/** Throws when the text is not one YAML mapping. `file` is how people call it. */
export function parseText(text: string, file: string): Parsed {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  // Duplicate keys are told with both lines by the caller; the library's own search is quadratic.
  const doc = parseDocument(text, {lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: 'error'});
  const refuse = (offset: number, why: string): never => {
    throw new OrkestraError('invalid', `${file}:${lineAt(offset)}: ${why}`, {
      hint: 'Correct the line; nothing was changed.',
    });
  };
  const [error] = doc.errors;
  if (error) refuse(error.pos[0], plainError(error.code, error.message));
  refuseAliases(doc, refuse);
  const {contents} = doc;
  const isEmpty = contents === null || (isScalar(contents) && contents.value === null);
  if (!isEmpty && !isMap(contents)) refuse(contents.range[0], 'the file must be a list of `key: value` lines');
  return {
    doc,
    map: isMap(contents) ? contents : undefined,
    lineOf: (node) => lineAt(node?.range[0] ?? 0),
    warnings: doc.warnings.map(({pos, message}) => ({line: lineAt(pos[0]), text: message})),
  };
}

function plainError(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'the file must hold one document, but a second one starts here';
  if (code === 'RESOURCE_EXHAUSTION') return 'the text is nested too deeply';
  return `this is not valid YAML: ${message}`;
}

/** A few lines of aliases can stand for gigabytes, and no setting is long enough to need one. */
function refuseAliases(doc: Document.Parsed, refuse: (offset: number, why: string) => never): void {
  visit(doc, {
    Alias: (_, alias) =>
      refuse(alias.range?.[0] ?? 0, `the alias \`*${alias.source}\` is not allowed here; write the value itself`),
  });
}

export const isNothing = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null);
