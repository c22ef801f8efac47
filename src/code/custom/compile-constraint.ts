/** What a metavariable must be like, to a goal. */
import { closestName } from '../../errors/index.ts';
import { clientInput } from '../rules/reading/taint.ts';
import { type Binding, isSameCode } from './bindings.ts';
import type { Condition, Constraint } from './condition.ts';
import {
  below,
  type CompileContext,
  type Compiled,
  ConditionError,
  compileRegex,
  type Goal,
} from './goal.ts';
import { nameOfMetavariable, wholeMatch } from './metavariables.ts';
import type { Search } from './search.ts';

/** Compiles conditions; given, since conditions have constraints and constraints have conditions. */
type Compile = (condition: Condition, context: CompileContext) => Compiled;

/** Whether what a metavariable stands for is as it must be. */
type Check = (bound: Binding, search: Search) => boolean;

/**
 * A goal that holds where the metavariable is as the constraint says; one that this alternative does not bind is no reason against it.
 *
 * @throws ConditionError for a name that nothing binds
 */
export function compileConstraint(
  written: string,
  constraint: Constraint,
  context: CompileContext,
  names: ReadonlySet<string>,
  compile: Compile,
): Goal {
  const name = known(written, context, names);
  const checks = checksOf(constraint, context, names, compile);
  if (checks.length === 0)
    throw new ConditionError(
      context.path,
      'says nothing: it needs `matches`, `equals` or another condition.',
    );
  return (_node, search, then) => {
    const bound = search.matcher.bindings.of(name);
    return (bound === null || checks.every((check) => check(bound, search))) && then();
  };
}

function known(written: string, context: CompileContext, names: ReadonlySet<string>): string {
  const name = nameOfMetavariable(written);
  if (name !== null && (names.has(name) || name === wholeMatch)) return name;
  const near = name === null ? null : closestName(name, [...names]);
  const there = [...names].map((each) => `$${each}`).join(', ') || 'none';
  throw new ConditionError(
    context.path,
    `is about a metavariable that the patterns beside it do not have${near === null ? '' : `; did you mean $${near}?`}; they have ${there}.`,
  );
}

function checksOf(
  constraint: Constraint,
  context: CompileContext,
  names: ReadonlySet<string>,
  compile: Compile,
): Check[] {
  const checks: Check[] = [];
  const { matches, notMatches, equals, notEquals, oneOf, notOneOf, constant, fromClient, atLeast, atMost } =
    constraint;
  if (matches !== undefined) checks.push(matching(matches, below(context, 'matches')));
  if (notMatches !== undefined) checks.push(not(matching(notMatches, below(context, 'notMatches'))));
  if (equals !== undefined) checks.push(equal(equals, below(context, 'equals'), names));
  if (notEquals !== undefined) checks.push(not(equal(notEquals, below(context, 'notEquals'), names)));
  if (oneOf !== undefined) checks.push(among(new Set(oneOf)));
  if (notOneOf !== undefined) checks.push(not(among(new Set(notOneOf))));
  if (constant !== undefined) checks.push((bound, search) => isConstant(bound, search) === constant);
  if (fromClient !== undefined) checks.push((bound, search) => isFromClient(bound, search) === fromClient);
  if (atLeast !== undefined) checks.push(({ nodes }) => nodes.length >= atLeast);
  if (atMost !== undefined) checks.push(({ nodes }) => nodes.length <= atMost);
  if (constraint.is !== undefined) checks.push(being(compile(constraint.is, below(context, 'is'))));
  if (constraint.isNot !== undefined)
    checks.push(not(being(compile(constraint.isNot, below(context, 'isNot')))));
  return checks;
}

function not(check: Check): Check {
  return (bound, search) => !check(bound, search);
}

function textOf({ start, end }: Binding, search: Search): string {
  return search.context.source.slice(start, end);
}

function matching(pattern: string, context: CompileContext): Check {
  const regex = compileRegex(pattern, context);
  return (bound, search) => {
    search.matcher.spend((bound.end - bound.start) * regex.stepsPerCharacter);
    return regex.test(textOf(bound, search));
  };
}

function equal(written: string, context: CompileContext, names: ReadonlySet<string>): Check {
  if (!/^\$(\.\.\.)?[A-Z][A-Z0-9_]*$/.test(written))
    return (bound, search) => textOf(bound, search) === written;
  const other = known(written, context, names);
  return (bound, search) => {
    const theirs = search.matcher.bindings.of(other);
    return theirs !== null && isSameCode(search.context.tree, bound, theirs);
  };
}

function among(texts: ReadonlySet<string>): Check {
  return (bound, search) => texts.has(textOf(bound, search));
}

function isConstant({ nodes }: Binding, search: Search): boolean {
  return nodes.every((node) => search.context.isConstant(node));
}

function isFromClient({ nodes }: Binding, search: Search): boolean {
  return nodes.some((node) => clientInput(search.context, node) !== null);
}

function being({ goal }: Compiled): Check {
  return ({ nodes }, search) => {
    const size = search.matcher.bindings.size;
    const { last } = search;
    const holds = nodes.length > 0 && nodes.every((node) => goal(node, search, () => true));
    search.matcher.bindings.cutTo(size);
    search.last = last;
    return holds;
  };
}
