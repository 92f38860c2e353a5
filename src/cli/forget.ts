import {OrkestraError} from '../../state/errors.js';
import type {ForgetGroup, ForgetOrder} from '../backups/forget/plan.js';
import type {Policy} from '../backups/retention/policy.js';
import {filterOf, filterOptions} from './backups-list.js';
import type {Answer, Call, Command, Options} from './command.js';
import {canAsk, confirm} from './confirm.js';
import {pruneNow, showPrune} from './prune.js';
import {planJson, showForgotten, showPlan} from './show-forget.js';
import {listOf, textOf, wholeNumber} from './values.js';

const counted = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;

export const forget: Command = {
  path: 'forget',
  args: '[backup...]',
  summary: 'forget backups: those that are named, or those that a policy does not keep',
  options: [
    ...counted.map((rule) => ({flags: `--keep-${rule} N`, help: keepHelp(rule)})),
    {flags: '--keep-within SPAN', help: 'keep all of so long before the newest, such as 36h, 2w or 1y6mo'},
    {flags: '--keep-tag TAG,..', help: 'keep those with this tag; a+b is for those that have both', isList: true},
    ...filterOptions,
    {flags: '--dry-run', help: 'only say what would be forgotten'},
    {flags: '--prune', help: 'free the space as well'},
    {flags: '--yes', help: 'do it without asking'},
  ],
  examples: [
    'orkestra forget --dry-run',
    'orkestra forget --keep-daily 7 --keep-weekly 4 --prune',
    'orkestra forget nightly~3',
  ],
  run: forgetForPerson,
};

function keepHelp(rule: (typeof counted)[number]): string {
  return rule === 'last' ? 'keep the newest so many of each' : `keep the newest of each of so many, ${rule}`;
}

async function forgetForPerson(call: Call): Promise<Answer> {
  const {options} = call;
  const words = [...call.args, ...call.rest].filter((word) => word !== undefined);
  const given = await policyIn(options);
  const filter = await filterOf(call);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (words.length > 0 && (given || isFiltered))
    throw new OrkestraError('invalid', 'Name the backups, or say what is kept; not both.');
  const {world} = await call.project();
  const {parsePolicy} = await import('../backups/retention/parse.js');
  const order: ForgetOrder =
    words.length > 0 ? {words} : {policy: given ?? parsePolicy(world.config.backup.keep), filter};
  const {tryForget} = await import('../backups/forget/forget.js');
  const {whatGoes} = await import('../backups/forget/plan.js');
  const groups = await tryForget(world, order, {env: process.env});
  const agreed = new Set(whatGoes(groups).map(({id}) => id));
  const asked = {json: {...planJson(groups), isDry: true, operation: null}, text: showPlan(groups, world.now())};
  if (options.dryRun === true || agreed.size === 0) return asked;
  if (options.yes !== true) {
    if (!canAsk(call)) return {...asked, text: `${asked.text}\nNothing was forgotten: add --yes.`, exitCode: 1};
    call.print(asked.text);
    if (!(await confirm(call, 'Forget them?'))) return {text: 'Nothing was forgotten.', exitCode: 1};
  }
  return forgetNow(call, order, groups, agreed);
}

async function forgetNow(call: Call, order: ForgetOrder, groups: readonly ForgetGroup[], agreed: ReadonlySet<string>) {
  const {world} = await call.project();
  const {forget: drop} = await import('../backups/forget/forget.js');
  const {stopping} = await import('./stopping.js');
  const signal = stopping(call, 'The forgetting');
  const {forgotten, operation} = await drop(world, order, agreed, {env: process.env, signal});
  const pruned =
    call.options.prune === true ? await pruneNow({...call, print: () => {}}, await usualPrune(), signal) : undefined;
  const text = showForgotten(forgotten, groups);
  return {
    json: {...planJson(groups), isDry: false, operation, ...(pruned && {pruned})},
    text: pruned ? `${text}\n${showPrune(pruned)}` : `${text}\n\`orkestra prune\` frees what they took.`,
  };
}

async function usualPrune() {
  const {PACK_BYTES} = await import('../backups/prune/prune.js');
  return {mostUnused: {share: 0.05}, repacksSmall: false, isRepair: false, packBytes: PACK_BYTES};
}

/** Undefined when nothing was said: then the policy of the settings counts. */
async function policyIn(options: Options): Promise<Policy | undefined> {
  const {emptyPolicy, isEmpty} = await import('../backups/retention/policy.js');
  const {parseSpan} = await import('../backups/retention/span.js');
  const within = textOf(options.keepWithin);
  const span = within === undefined ? undefined : parseSpan(within);
  if (within !== undefined && !span)
    throw new OrkestraError(
      'invalid',
      `--keep-within takes a stretch of time such as 36h, 2w or 1y6mo, not "${within}".`,
    );
  const amounts = counted.map((rule) => [rule, wholeNumber(options[flagName(rule)], `--keep-${rule}`)] as const);
  const tags = (listOf(options.keepTag) ?? []).map((tag) => tag.split('+').map((one) => one.trim()));
  const isGiven = amounts.some(([, amount]) => amount !== undefined) || within !== undefined || tags.length > 0;
  if (!isGiven) return undefined;
  const counts = Object.fromEntries(amounts.map(([rule, amount]) => [rule, amount ?? 0]));
  const policy: Policy = {...emptyPolicy, ...counts, within: span, tags};
  if (isEmpty(policy)) throw new OrkestraError('invalid', 'A policy has to keep something: this one would forget all.');
  return policy;
}

const flagName = (rule: string): string => `keep${rule.charAt(0).toUpperCase()}${rule.slice(1)}`;
