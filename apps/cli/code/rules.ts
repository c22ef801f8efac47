import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  findRule,
  type ListedRule,
  listRules,
  loadRuleset,
  type Ruleset,
  startingRule,
  tryExamples,
} from '../../../src/code/index.ts';
import { loadConfig } from '../../../src/config/index.ts';
import { type ExitStatus, InputError } from '../../../src/errors/index.ts';
import type { ListRulesOptions, NewRuleOptions, RuleOptions } from '../commands/rules.ts';
import { type CliContext, printJson, warn } from '../context.ts';
import { renderRule, renderRules, renderTried } from '../render/rules-text.ts';
import { parseLanguage, reportSkipped } from './read-code.ts';

/** `opsmith rules list`: every rule, on or off, and why. Exit status 2 where a file of one's own can't be used. */
export async function showRules(context: CliContext, options: ListRulesOptions): Promise<ExitStatus> {
  const { ruleset } = await readRules(context);
  const language = parseLanguage(options.language);
  const shown = listRules(ruleset).filter(
    (rule) =>
      (language === undefined || rule.languages.length === 0 || rule.languages.includes(language)) &&
      (options.category === undefined || rule.category === options.category),
  );
  const status = reportSkipped(context, ruleset.problems, []);
  if (options.json) printJson(context, { rules: shown.map(inBrief), problems: ruleset.problems });
  else for (const line of renderRules(shown, context.out)) context.out.line(line);
  return status;
}

/** `opsmith rules show`: one rule with its reasons and examples. */
export async function showRule(context: CliContext, id: string, options: RuleOptions): Promise<ExitStatus> {
  const { ruleset } = await readRules(context);
  const status = reportSkipped(context, ruleset.problems, []);
  const rule = findRule(ruleset, id);
  if (options.json) printJson(context, rule);
  else for (const line of renderRule(rule, context.out)) context.out.line(line);
  return status;
}

/** `opsmith rules new`: writes a file that works, and never over another. */
export async function newRule(context: CliContext, id: string, options: NewRuleOptions): Promise<ExitStatus> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length < 2 || id.length > 80)
    throw new InputError(
      'bad-id',
      `A rule's id is of words in lower case with hyphens between, such as "no-print"; got ${JSON.stringify(id.slice(0, 80))}.`,
    );
  const language = parseLanguage(options.language) ?? 'javascript';
  const { ruleset, folder } = await readRules(context);
  const known = listRules(ruleset).find((rule) => rule.id === id);
  if (known !== undefined)
    throw new InputError(
      'rule-exists',
      `There is a rule "${id}" already${known.file === null ? ', built in' : ` in ${known.file}`}. Choose another id.`,
    );
  const path = join(folder, 'rules', `${id}.yaml`);
  for (const extension of ['yaml', 'yml', 'json']) {
    const other = join(folder, 'rules', `${id}.${extension}`);
    if (existsSync(other))
      throw new InputError('file-exists', `${other} exists already, and is not written over.`, {
        details: { path: other },
      });
  }
  mkdirSync(dirname(path), { recursive: true });
  // `wx`: a file that appears meanwhile is not written over either.
  writeFileSync(path, startingRule(id, language), { flag: 'wx' });
  if (options.json) printJson(context, { id, file: path, language });
  else {
    context.out.line(`Wrote ${path}.`);
    context.out.line(`Change its pattern and examples, and try it: opsmith rules test ${id}`);
  }
  return 0;
}

/** `opsmith rules test`: runs the examples of the workspace's own rules and metrics; exit status 1 where one fails. */
export async function testRules(
  context: CliContext,
  ids: readonly string[],
  options: RuleOptions,
): Promise<ExitStatus> {
  const { ruleset, folder } = await readRules(context);
  const skipped = reportSkipped(context, ruleset.problems, []);
  const tried = await tryExamples(ruleset, ids);
  const failed = tried.filter(({ failures, problems }) => failures.length + problems.length > 0).length;
  if (options.json) printJson(context, { rules: tried, failed, problems: ruleset.problems });
  else if (tried.length === 0 && skipped === 0)
    context.out.line(
      `There are no rules of your own in ${join(folder, 'rules')}. Begin one: opsmith rules new ID`,
    );
  else for (const line of renderTried(tried, context.out)) context.out.line(line);
  if (skipped !== 0) return skipped;
  return failed > 0 ? 1 : 0;
}

/** The working directory's rules and settings, and the absolute folder that holds its own. */
async function readRules(context: CliContext): Promise<{ ruleset: Ruleset; folder: string }> {
  const { config, warnings } = await loadConfig({ cwd: context.cwd, env: context.env });
  for (const warning of warnings) warn(context, warning);
  const { review: settings } = config;
  const folder = resolve(context.cwd, settings.folder);
  return { ruleset: await loadRuleset({ workspace: context.cwd, folder, settings }), folder };
}

/** A rule in a list: without its examples. */
function inBrief({ wrong, right, fix, rationale, ...rest }: ListedRule) {
  return { ...rest, examples: wrong.length + right.length };
}
