/** Conditions to goals: functions that hold or don't for a node, and bind metavariables on the way. */
import { InternalError } from '../../errors/index.ts';
import { SymbolTable } from '../selector.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import { compileConstraint } from './compile-constraint.ts';
import { compilePattern, PatternError } from './compile-pattern.ts';
import type { ByLanguage, Condition, ConditionKeys } from './condition.ts';
import {
  below,
  type CompileContext,
  type Compiled,
  ConditionError,
  compileRegex,
  type Goal,
} from './goal.ts';
import type { Search } from './search.ts';

/** @throws ConditionError */
export function compileCondition(condition: Condition, context: CompileContext): Compiled {
  if (typeof condition === 'string') return patternGoal(condition, context);
  const parts = Object.keys(condition)
    .filter((key) => key !== 'where' && condition[key as keyof ConditionKeys] !== undefined)
    .map((key) => compileKey(key as keyof ConditionKeys, condition, below(context, key)));
  if (parts.length === 0)
    throw new ConditionError(context.path, 'is empty: it needs a pattern, a selector or a regex.');
  // What binds comes before what only asks, and what is cheap before what looks around.
  parts.sort((a, b) => a.cost - b.cost);
  const names = new Set(parts.flatMap((part) => [...part.names]));
  const constraints = Object.entries(condition.where ?? {}).map(([name, constraint]) =>
    compileConstraint(name, constraint, below(below(context, 'where'), name), names, compileCondition),
  );
  return {
    goal: inTurn([...parts.map(({ goal }) => goal), ...constraints]),
    kinds: narrowest(parts),
    words: parts.flatMap(({ words }) => [...words]),
    names,
  };
}

interface Part extends Compiled {
  cost: number;
}

const nothing: ReadonlySet<string> = new Set();

function compileKey(key: keyof ConditionKeys, condition: ConditionKeys, context: CompileContext): Part {
  switch (key) {
    case 'pattern':
      return { ...patternGoal(condition.pattern!, context), cost: 1 };
    case 'selector':
      return { ...selectorGoal(condition.selector!, context), cost: 0 };
    case 'regex':
      return { ...regexGoal(condition.regex!, context), cost: 4 };
    case 'all':
      return { ...allGoal(condition.all!, context), cost: 2 };
    case 'any':
      return { ...anyGoal(condition.any!, context), cost: 3 };
    case 'inside':
      return { ...around(compileCondition(condition.inside!, context)), cost: 5 };
    case 'has':
      return { ...within(compileCondition(condition.has!, context)), cost: 6 };
    case 'not':
      return { ...never(compileCondition(condition.not!, context)), cost: 7 };
    case 'notInside':
      return { ...never(around(compileCondition(condition.notInside!, context))), cost: 8 };
    case 'notHas':
      return { ...never(within(compileCondition(condition.notHas!, context))), cost: 9 };
    default:
      throw new InternalError(`No condition is called ${key}.`);
  }
}

/** The text for the language, or null where the rule has none for it. */
function textFor(text: ByLanguage, { language }: CompileContext): string | null {
  return typeof text === 'string' ? text : (text[language.name] ?? null);
}

const holdsNowhere: Compiled = { goal: () => false, kinds: nothing, words: [], names: nothing };

function patternGoal(text: ByLanguage, context: CompileContext): Compiled {
  const code = textFor(text, context);
  if (code === null) return holdsNowhere;
  try {
    const pattern = compilePattern(code, context.language);
    return {
      goal: (node, search, then) =>
        search.has(pattern.words) &&
        search.matcher.fits(pattern, node, (last) => {
          const before = search.last;
          search.last = last;
          if (then()) return true;
          search.last = before;
          return false;
        }),
      kinds: new Set(pattern.kinds),
      words: pattern.words,
      names: pattern.names,
    };
  } catch (thrown) {
    if (thrown instanceof PatternError) throw new ConditionError(context.path, thrown.message);
    throw thrown;
  }
}

function selectorGoal(text: ByLanguage, context: CompileContext): Compiled {
  const selector = textFor(text, context);
  if (selector === null) return holdsNowhere;
  const { grammar } = context.language.parser;
  try {
    const table = new SymbolTable(grammar, [[selector, 1]], context.language.name);
    const kinds = grammar.kinds.filter(
      (_, symbol) => table.values[symbol] !== 0 && grammar.named[symbol] === 1,
    );
    return {
      goal: (node, search, then) => table.of(search.context.tree, node) !== 0 && then(),
      kinds: new Set(kinds),
      words: [],
      names: nothing,
    };
  } catch (thrown) {
    if (!(thrown instanceof InternalError)) throw thrown;
    throw new ConditionError(
      context.path,
      `${thrown.message.replace(/^[^:]*: /, '')} For ${context.language.name}.`,
    );
  }
}

function regexGoal(text: string, context: CompileContext): Compiled {
  const regex = compileRegex(text, context);
  return {
    goal: (node, search, then) => {
      const { tree, source } = search.context;
      search.matcher.spend(1 + (tree.end[node]! - tree.start[node]!) * regex.stepsPerCharacter);
      return regex.test(source.slice(tree.start[node], tree.end[node])) && then();
    },
    kinds: null,
    words: [],
    names: nothing,
  };
}

function allGoal(conditions: readonly Condition[], context: CompileContext): Compiled {
  const parts = conditions.map((each, index) => compileCondition(each, below(context, index)));
  // Only what comes after may ask for what a part has bound; those that bind nothing can wait.
  const ordered = [...parts].sort((a, b) => Number(a.names.size === 0) - Number(b.names.size === 0));
  return {
    goal: inTurn(ordered.map(({ goal }) => goal)),
    kinds: narrowest(parts),
    words: parts.flatMap(({ words }) => [...words]),
    names: new Set(parts.flatMap(({ names }) => [...names])),
  };
}

function anyGoal(conditions: readonly Condition[], context: CompileContext): Compiled {
  const parts = conditions.map((each, index) => compileCondition(each, below(context, index)));
  const kinds = parts.some((part) => part.kinds === null)
    ? null
    : new Set(parts.flatMap((part) => [...part.kinds!]));
  return {
    goal: (node, search, then) => parts.some(({ goal }) => goal(node, search, then)),
    kinds,
    words: [],
    names: new Set(parts.flatMap(({ names }) => [...names])),
  };
}

function around({ goal, words, names }: Compiled): Compiled {
  return {
    goal: (node, search, then) => {
      const { tree } = search.context;
      const { last } = search;
      for (let up = tree.parent[node]!; up >= 0; up = tree.parent[up]!) {
        if (goal(up, search, () => keeping(search, last, then))) return true;
      }
      return false;
    },
    kinds: null,
    words,
    names,
  };
}

function within({ goal, words, names, kinds }: Compiled): Compiled {
  return {
    goal: (node, search, then) => {
      const { tree } = search.context;
      const { last } = search;
      const stop = tree.next[Math.max(node, last)]!;
      search.matcher.spend((stop - node) / 8);
      for (let down = node + 1; down < stop; down += 1) {
        if (kinds !== null && !kinds.has(tree.kinds[tree.symbol[down]!]!)) continue;
        if (goal(down, search, () => keeping(search, last, then))) return true;
      }
      return false;
    },
    kinds: null,
    words,
    names,
  };
}

/** What lies around or within a match is no part of it. */
function keeping(search: Search, last: NodeIndex, then: () => boolean): boolean {
  search.last = last;
  return then();
}

function never({ goal }: Compiled): Compiled {
  return {
    goal: (node, search, then) => {
      const { last } = search;
      const size = search.matcher.bindings.size;
      const holds = goal(node, search, () => true);
      search.matcher.bindings.cutTo(size);
      search.last = last;
      return !holds && then();
    },
    kinds: null,
    words: [],
    names: nothing,
  };
}

/** One goal after the other, each with what those before it have bound. */
function inTurn(goals: readonly Goal[]): Goal {
  const from =
    (index: number): Goal =>
    (node, search, then) =>
      index === goals.length
        ? then()
        : goals[index]!(node, search, () => from(index + 1)(node, search, then));
  return from(0);
}

/** The fewest kinds that one of the parts allows: all of them must hold. */
function narrowest(parts: readonly Compiled[]): ReadonlySet<string> | null {
  let best: ReadonlySet<string> | null = null;
  for (const { kinds } of parts)
    if (kinds !== null && (best === null || kinds.size < best.size)) best = kinds;
  return best;
}
