import {isMap, isScalar, isSeq, type ParsedNode, type YAMLMap} from 'yaml';
import {z} from 'zod';
import type {Rule} from './rules.js';

const text = z.string().min(1).max(4096);
const rule = z.strictObject({
  agent: text.exactOptional(),
  tool: text.exactOptional(),
  subject: text.exactOptional(),
  decide: z.enum(['allow', 'deny', 'ask']),
  why: text.exactOptional(),
});

const EXAMPLE = '{tool: execute, subject: "npm test*", decide: allow}';

/** The rules in their order; none at all when one cannot be read, since the one after it might allow what it forbids. */
export function readRules(
  node: ParsedNode | null,
  lineOf: (node: ParsedNode | null | undefined) => number,
  complain: (line: number, text: string) => void,
): Rule[] {
  if (!isSeq(node)) {
    complain(lineOf(node), `\`approvals\` must be a list of rules, such as - ${EXAMPLE}.`);
    return [];
  }
  const items = node.items as ParsedNode[];
  const rules = items.flatMap((item) => {
    const line = lineOf(item);
    const parsed = rule.safeParse(item.toJSON());
    const twice = isMap(item) ? repeated(item as YAMLMap.Parsed) : undefined;
    if (parsed.success && twice === undefined) return [{...parsed.data, line}];
    const what = twice === undefined ? problemOf(parsed.error?.issues[0]) : `\`${twice}\` is there twice`;
    complain(line, `the rule does not count, and none of the others: ${what}; a rule looks like ${EXAMPLE}.`);
    return [];
  });
  return rules.length === items.length ? rules : [];
}

function problemOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') return `there is no \`${issue.keys[0]}\` in a rule`;
  const [part] = issue?.path ?? [];
  if (part === 'decide') return '`decide` must be allow, deny or ask';
  return part === undefined ? 'it is no list of settings' : `\`${String(part)}\` must be text`;
}

function repeated(map: YAMLMap.Parsed): string | undefined {
  const names = map.items.map(({key}) => (isScalar(key) ? String(key.value) : '?'));
  return names.find((name, at) => names.indexOf(name) !== at);
}
