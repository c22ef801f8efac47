/** Runs the examples of a workspace's own rules and metrics: what each should find, and what it finds. */
import { closestName, InputError, toError } from '../../errors/index.ts';
import { applyEdits } from '../fixes/edits.ts';
import { type Language, loadLanguage } from '../language.ts';
import { analyzeSource, parseText } from '../measure-source.ts';
import { measureTree } from '../measure-tree.ts';
import { findInTree } from '../rules/reading/find.ts';
import { verifyFindings } from '../rules/verify.ts';
import { normalizeSource } from '../source-text.ts';
import { TreeBuffer } from '../tree-buffer.ts';
import { type Finding, type LanguageName, languageNames, type MeasuredFile } from '../types.ts';
import { exampleOf } from './list-rules.ts';
import type { MetricFile } from './metric-file.ts';
import { languagesOf, type RuleFile, type Wrong } from './rule-file.ts';
import { builtInIds, type Ruleset } from './ruleset.ts';

/** An example that did not come out as it says. */
export interface FailedExample {
  /** `wrong 1`, `right 2`, `example 1`, from 1. */
  example: string;
  language: LanguageName;
  expected: string;
  found: string;
}

/** What became of a rule's or metric's examples. */
export interface TriedRule {
  id: string;
  file: string;
  /** How many examples were run. */
  examples: number;
  failures: FailedExample[];
  /** Why it can't be run at all in a language, a sentence each. */
  problems: string[];
}

/**
 * Tries the rules and metrics of these ids, or all of them.
 *
 * @throws InputError `unknown-rule` for an id that no rule or metric of the workspace has
 */
export async function tryExamples(ruleset: Ruleset, ids: readonly string[] = []): Promise<TriedRule[]> {
  // Settings are about reviews: an example is tried with every rule on, and with the thresholds as they come.
  const plain: Ruleset = { ...ruleset, version: `${ruleset.version} examples`, settings: {} };
  const known = [
    ...plain.rules.map(({ rule }) => rule.id),
    ...plain.metrics.map(({ metric }) => metric.name),
  ];
  refuseUnknown(ids, known);
  const isWanted = (id: string): boolean => ids.length === 0 || ids.includes(id);
  const tried: TriedRule[] = [];
  for (const { path, rule } of plain.rules)
    if (isWanted(rule.id)) tried.push(await tryRule(plain, rule, path));
  for (const { path, metric } of plain.metrics)
    if (isWanted(metric.name)) tried.push(await tryMetric(plain, metric, path));
  return tried;
}

function refuseUnknown(ids: readonly string[], known: readonly string[]): void {
  for (const id of ids) {
    if (known.includes(id)) continue;
    const near = closestName(id, known);
    const why = builtInIds.has(id)
      ? `"${id}" is a built-in rule; its examples are tried by opsmith's own tests.`
      : `The workspace has no rule or metric "${id}"${near === null ? '' : `; did you mean "${near}"?`}${near === null ? '.' : ''}`;
    throw new InputError('unknown-rule', `${why} There are: ${known.join(', ') || 'none'}.`, {
      details: { rule: id },
    });
  }
}

async function tryRule(ruleset: Ruleset, rule: RuleFile, path: string): Promise<TriedRule> {
  const tried: TriedRule = { id: rule.id, file: path, examples: 0, failures: [], problems: [] };
  tried.problems.push(...(await problemsOf(ruleset, path, rule.languages)));
  if (tried.problems.length > 0) return tried;
  for (const [index, example] of (rule.wrong ?? []).entries())
    await tryOne(tried, `wrong ${index + 1}`, rule, example, (run) => wrongOf(run, example));
  for (const [index, example] of (rule.right ?? []).entries())
    await tryOne(tried, `right ${index + 1}`, rule, example, ({ findings }) =>
      findings.length === 0 ? [] : [{ expected: 'nothing', found: said(findings) }],
    );
  return tried;
}

/** What is wrong with a file in some language, each sentence once. */
async function problemsOf(
  ruleset: Ruleset,
  path: string,
  languages: readonly LanguageName[],
): Promise<string[]> {
  const { compileRuleset } = await import('./active-rules.ts');
  const found = new Set<string>();
  for (const language of languages)
    for (const problem of await compileRuleset(ruleset).problemsFor(language))
      if (problem.path === path) found.add(problem.reason);
  return [...found];
}

interface Run {
  findings: Finding[];
  source: string;
  /** Places that do not parse. */
  errors: number;
  language: Language;
}

async function tryOne(
  tried: TriedRule,
  name: string,
  rule: RuleFile,
  example: Wrong,
  judge: (run: Run) => { expected: string; found: string }[],
): Promise<void> {
  const given = exampleOf(rule, example);
  tried.examples += 1;
  const fail = (difference: { expected: string; found: string }): void => {
    tried.failures.push({ example: name, language: given.language, ...difference });
  };
  try {
    const run = await runRule(rule, given);
    if (run.errors > 0) fail({ expected: `code that parses as ${given.language}`, found: 'a syntax error' });
    for (const difference of judge(run)) fail(difference);
  } catch (thrown) {
    fail({ expected: 'a result', found: toError(thrown).message });
  }
}

async function runRule(
  rule: RuleFile,
  { code, language: name, path = '' }: { code: string; language: LanguageName; path?: string | undefined },
): Promise<Run> {
  const language = await loadLanguage(name);
  await language.parser.load();
  const source = normalizeSource(code);
  const tree = new TreeBuffer();
  parseText({ source, path: '' }, language, tree);
  const { functions, metrics, errors } = measureTree(tree, language);
  // Without a path of its own an example lies where the rule looks.
  const paths = path === '' ? undefined : rule.paths;
  const ruleset = rulesetOf({ ...rule, paths });
  // Loaded here: with it comes the engine of regular expressions, which a review without custom rules does not need.
  const { compileRuleset } = await import('./active-rules.ts');
  const { judging } = await compileRuleset(ruleset).activeFor(language, path);
  const { rules = [], silenced = [] } = judging;
  const raw = findInTree({
    tree,
    language: name,
    path: path === '' ? 'example' : path,
    functions,
    sloc: metrics.sloc,
    rules,
    silenced: [...builtInIds, ...silenced],
    onFailure: (_, error) => {
      throw error;
    },
  });
  return { findings: verifyFindings(raw, source), source, errors: errors.length, language };
}

function rulesetOf(rule: RuleFile): Ruleset {
  const version = `example ${JSON.stringify(rule)}`;
  return { version, root: '/', rules: [{ path: rule.id, rule }], metrics: [], settings: {}, problems: [] };
}

function wrongOf({ findings, source, language }: Run, example: Wrong): { expected: string; found: string }[] {
  const { finds = 1, line, fixed } = typeof example === 'string' ? {} : example;
  const differences: { expected: string; found: string }[] = [];
  if (findings.length !== finds)
    differences.push({ expected: `${finds} ${finds === 1 ? 'finding' : 'findings'}`, found: said(findings) });
  const [first] = findings;
  if (first === undefined) return differences;
  if (line !== undefined && first.line !== line)
    differences.push({ expected: `the first on line ${line}`, found: said(findings) });
  if (fixed === undefined) return differences;
  if (first.edits === undefined) return [...differences, { expected: 'a fix', found: 'the rule has none' }];
  const after = applyEdits(source, first.edits);
  if (after.trimEnd() !== normalizeSource(fixed).trimEnd())
    differences.push({ expected: `after the fix: ${inShort(fixed)}`, found: inShort(after) });
  const tree = new TreeBuffer();
  parseText({ source: after, path: '' }, language, tree);
  if (measureTree(tree, language).errors.length > 0)
    differences.push({ expected: 'code that parses after the fix', found: inShort(after) });
  return differences;
}

function said(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'nothing';
  const shown = findings.slice(0, 3).map(({ line, quote }) => `line ${line}: ${inShort(quote)}`);
  const rest = findings.length - shown.length;
  return `${findings.length === 1 ? '' : `${findings.length} findings: `}${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

function inShort(code: string): string {
  const text = code.trim().replaceAll('\n', '⏎');
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

async function tryMetric(ruleset: Ruleset, metric: MetricFile, path: string): Promise<TriedRule> {
  const languages =
    metric.languages === undefined ? [...languageNames] : languagesOf({ languages: metric.languages });
  const tried: TriedRule = { id: metric.name, file: path, examples: 0, failures: [], problems: [] };
  tried.problems.push(...(await problemsOf(ruleset, path, metric.languages ?? languages)));
  if (tried.problems.length > 0) return tried;
  const only: Ruleset = {
    ...ruleset,
    version: `example ${JSON.stringify(metric)}`,
    rules: [],
    metrics: [{ path, metric: { ...metric, paths: undefined } }],
  };
  for (const [index, example] of (metric.examples ?? []).entries()) {
    const language = example.language ?? metric.languages?.[0] ?? 'javascript';
    tried.examples += 1;
    const fail = (expected: string, found: string): void => {
      tried.failures.push({ example: `example ${index + 1}`, language, expected, found });
    };
    const { file } = await analyzeSource({ source: example.code, language, ruleset: only });
    if (file.errors.length > 0) fail(`code that parses as ${language}`, 'a syntax error');
    const { value } = example;
    const figure = file.custom?.[metric.name];
    if (value !== undefined && figure !== value) fail(`${metric.name} ${value}`, shownFigure(figure));
    for (const difference of functionsOf(metric, example.functions ?? {}, file)) fail(...difference);
  }
  return tried;
}

function functionsOf(
  { name: metric }: MetricFile,
  expected: Readonly<Record<string, number | null>>,
  { functions }: MeasuredFile,
): [string, string][] {
  return Object.entries(expected).flatMap(([name, value]): [string, string][] => {
    const found = functions.find((each) => each.name === name);
    if (found === undefined)
      return [[`a function ${name}`, functions.map((each) => each.name).join(', ') || 'no function']];
    const figure = found.custom?.[metric];
    return figure === value ? [] : [[`${metric} ${value} of ${name}`, shownFigure(figure)]];
  });
}

function shownFigure(figure: number | null | undefined): string {
  if (figure === undefined) return 'no such figure';
  return figure === null ? 'null' : String(figure);
}
