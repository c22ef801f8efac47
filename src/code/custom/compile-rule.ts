/** A custom rule's file to a declaration that runs beside the built-in rules. */
import type { Language } from '../language.ts';
import type { RuleContext } from '../rules/context.ts';
import type { Report, RuleDeclaration } from '../rules/rule.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import { compileCondition } from './compile-condition.ts';
import type { Condition } from './condition.ts';
import { type Compiled, ConditionError, compileRegex } from './goal.ts';
import type { LinearRegex } from './linear-regex.ts';
import { fillIn, metavariablesOf, wholeMatch } from './metavariables.ts';
import { type RuleFile, usualMinutes } from './rule-file.ts';
import { Search } from './search.ts';

/** A piece of code in a message is cut at this length. */
const longestShown = 80;
/** Findings of one rule in one file; what is over that is a rule that fits everything. */
const mostFindings = 1_000;

/**
 * Compiles a rule for one of its languages.
 *
 * @throws ConditionError naming the place in the file and what is wrong there
 */
export function compileRule(rule: RuleFile, language: Language): RuleDeclaration {
  const context = { language, path: ['match'] };
  const { match } = rule;
  const compiled = rootOf(match, context);
  checkTemplates(rule, compiled.names);
  const search = createSearches(compiled.regex === null ? compiled.words : []);
  const minutes = rule.remediationMinutes ?? usualMinutes;
  const declaration: RuleDeclaration = {
    id: rule.id,
    category: rule.category,
    severity: rule.severity,
    languages: [language.name],
    title: rule.title,
    rationale: rule.rationale ?? rule.message,
    remediationMinutes: minutes,
    wrong: [],
    right: [],
    ...(rule.cwe === undefined ? {} : { cwe: rule.cwe }),
    ...(rule.skipTests === undefined ? {} : { skipTests: rule.skipTests }),
  };
  if (compiled.regex !== null) {
    const { regex, goal } = compiled;
    return { ...declaration, checkFile: (file) => searchText(rule, regex, goal, search(file)) };
  }
  const { goal } = compiled;
  return {
    ...declaration,
    kinds: [...compiled.kinds],
    check: (node, file) => {
      const here = search(file);
      if (!here.isPossible) return;
      const { start, end } = file.tree;
      here.matcher.bindings.cutTo(0);
      here.matcher.bindings.push(wholeMatch, { start: start[node]!, end: end[node]!, nodes: [node] });
      here.last = node;
      goal(node, here, () => {
        reportMatch(rule, node, here);
        return true;
      });
    },
  };
}

/** What a rule begins with: nodes of some kinds, or (`regex`) the file's text. */
type Root =
  | {
      regex: null;
      goal: Compiled['goal'];
      kinds: ReadonlySet<string>;
      words: readonly string[];
      names: ReadonlySet<string>;
    }
  | { regex: LinearRegex; goal: Compiled['goal'] | null; names: ReadonlySet<string> };

function rootOf(match: Condition, context: { language: Language; path: string[] }): Root {
  const compiled = compileCondition(match, context);
  if (compiled.kinds !== null) return { ...compiled, regex: null, kinds: compiled.kinds };
  if (typeof match === 'string' || match.regex === undefined)
    throw new ConditionError(
      context.path,
      'says nowhere what to begin with: each way to match needs a `pattern` or a `selector` (or all of it is a `regex` on the text).',
    );
  const regex = compileRegex(match.regex, { ...context, path: [...context.path, 'regex'] });
  const { regex: _, ...rest } = match;
  const others = Object.values(rest).some((value) => value !== undefined)
    ? compileCondition(rest, context)
    : null;
  return { regex, goal: others?.goal ?? null, names: new Set([...regex.groupNames, ...compiled.names]) };
}

/** A rule's search of each file; files come one after the other, and each for as long as it is judged. */
function createSearches(words: readonly string[]): (file: RuleContext) => Search {
  let latest: Search | null = null;
  return (file) => {
    if (latest?.context !== file) latest = new Search(file, words);
    return latest;
  };
}

function checkTemplates(rule: RuleFile, names: ReadonlySet<string>): void {
  const templates = {
    title: rule.title,
    message: rule.message,
    suggestion: rule.suggestion,
    fix: templateOf(rule),
  };
  for (const [key, template] of Object.entries(templates)) {
    const unknown = metavariablesOf(template ?? '').find(
      ({ name }) => name !== '' && name !== wholeMatch && !names.has(name),
    );
    if (unknown === undefined) continue;
    const there = [...names, wholeMatch].map((name) => `$${name}`).join(', ');
    throw new ConditionError(
      [key],
      `speaks of $${unknown.name}, which no pattern of the rule binds; there are ${there}.`,
    );
  }
}

function templateOf({ fix }: RuleFile): string | undefined {
  return typeof fix === 'object' ? fix.template : fix;
}

function reportMatch(rule: RuleFile, node: NodeIndex, search: Search): void {
  const { context } = search;
  const { tree } = context;
  const last = Math.max(node, search.last);
  const report = reportOf(rule, search, { start: tree.start[node]!, end: tree.end[last]! });
  context.report(node, { ...report, endNode: last });
}

function reportOf(rule: RuleFile, search: Search, { start, end }: { start: number; end: number }): Report {
  const whole = search.context.source.slice(start, end);
  const raw = (name: string) => (name === wholeMatch ? whole : search.textOf(name));
  const shown = (name: string) => inShort(raw(name));
  const template = templateOf(rule);
  return {
    message: fillIn(rule.message, shown),
    suggestion: rule.suggestion === undefined ? null : fillIn(rule.suggestion, shown),
    ...(template === undefined
      ? {}
      : {
          edits: [{ start, end, replacement: fillIn(template, (name) => raw(name) ?? '') }],
          fix: typeof rule.fix === 'object' && rule.fix.safe ? ('safe' as const) : ('shown' as const),
        }),
  };
}

function inShort(text: string | null): string {
  const line = (text ?? '').replace(/\s+/g, ' ').trim();
  return line.length <= longestShown ? line : `${line.slice(0, longestShown - 1)}…`;
}

/** Looks through the text, token or not, and asks the rest of the rule about the node around each match. */
function searchText(rule: RuleFile, regex: LinearRegex, goal: Compiled['goal'] | null, search: Search): void {
  const { context, matcher } = search;
  matcher.spend(context.source.length * regex.stepsPerCharacter);
  const lineOf = createLineFinder(context.source);
  let found = 0;
  for (const { start, end, groups } of regex.matches(context.source)) {
    matcher.bindings.cutTo(0);
    matcher.bindings.push(wholeMatch, { start, end, nodes: [] });
    for (const [name, range] of groups) matcher.bindings.push(name, { ...range, nodes: [] });
    const report = (): boolean => {
      const line = lineOf(start);
      const lastLine = lineOf(Math.max(start, end - 1));
      context.reportRange(start, end, line, lastLine, reportOf(rule, search, { start, end }));
      found += 1;
      return true;
    };
    if (goal === null) report();
    else {
      const node = nodeAround(context, start, end);
      search.last = node;
      goal(node, search, report);
    }
    if (found >= mostFindings) return;
  }
}

/** The smallest node that holds the stretch. */
function nodeAround({ tree }: RuleContext, start: number, end: number): NodeIndex {
  let node = 0;
  for (let child = 1; child < tree.next[node]!; ) {
    if (tree.start[child]! <= start && end <= tree.end[child]!) {
      node = child;
      child += 1;
    } else child = tree.next[child]!;
  }
  return node;
}

/** Lines of offsets that only grow. */
function createLineFinder(source: string): (offset: number) => number {
  let line = 1;
  let next = source.indexOf('\n');
  return (offset) => {
    while (next >= 0 && next < offset) {
      line += 1;
      next = source.indexOf('\n', next + 1);
    }
    return line;
  };
}
