import type { RuleContext } from '../context.ts';
import { isPure, operatorOf, sides } from './expressions.ts';
import { bare, tight } from './statements.ts';

/** Kinds of nodes that compare. */
export const comparisons: readonly string[] = ['binary_expression', 'comparison_operator', 'binary'];

/** Operators that compare. */
export const compares: ReadonlySet<string> = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=']);

/** A side of a comparison that is a name, a field or a call, as written without white space; null for anything else. */
interface NamedComparison {
  subject: string;
  operator: string;
  other: string;
  /** Compared by `!==`. */
  strict: boolean;
}

function namedComparison(node: number, context: RuleContext): NamedComparison | null {
  const inner = bare(node, context);
  if (!comparisons.includes(context.kind(inner))) return null;
  const [left, right] = sides(inner, context);
  const operator = operatorOf(inner, context);
  if (left < 0 || right < 0 || operator.startsWith('==') || !compares.has(operator)) return null;
  if (context.isLiteral(left) || !isPure(left, context)) return null;
  const subject = tight(left, context);
  // `typeof x !== 'undefined'` asks for the value that `x !== undefined` asks for.
  const asked = /^unary/.test(context.kind(left)) ? /^typeof\(?([\w$.]+)\)?$/.exec(subject)?.[1] : undefined;
  const isUndefined = asked !== undefined && /^(['"])undefined\1$/.test(context.text(right));
  return {
    subject: isUndefined ? asked : subject,
    operator: operator.replace('!==', '!='),
    other: isUndefined ? 'undefined' : tight(right, context).replace(/^\([\w*]+\)(?=[\w(])/, ''),
    strict: isUndefined || operator.length === 3,
  };
}

/** Two words that name the ends of one range, the lower one first. */
const ends: readonly (readonly [low: string, high: string])[] = [
  ['from', 'to'],
  ['start', 'end'],
  ['start', 'stop'],
  ['begin', 'end'],
  ['first', 'last'],
  ['left', 'right'],
  ['min', 'max'],
  ['minimum', 'maximum'],
  ['lower', 'upper'],
  ['low', 'high'],
];

/** Whether two bounds are one name but for the word that tells the ends apart, or the higher one is the lower one and something more. */
function areEnds(low: string, high: string): boolean {
  if (/^(?:[\w$.:]|->)+$/.test(low) && high.startsWith(`${low}+`)) return true;
  if (!/^(?:[\w$.:]|->)+$/.test(low + high)) return false;
  const words = (text: string) =>
    text
      .replace(/([a-z\d])(?=[A-Z])/g, '$1_')
      .toLowerCase()
      .split(/_|(?=\W)|(?<=\W)/);
  const [ofLow, ofHigh] = [words(low), words(high)];
  if (ofLow.length !== ofHigh.length) return false;
  const differing = ofLow.flatMap((word, at) => (word === ofHigh[at] ? [] : [[word, ofHigh[at]!] as const]));
  return differing.length === 1 && ends.some(([a, b]) => a === differing[0]![0] && b === differing[0]![1]);
}

/** Whether a range may go round: the code compares its ends, or speaks of such ranges. */
function mayGoRound(low: string, high: string, node: number, context: RuleContext): boolean {
  const text = context.text(context.enclosingFunction(node)).replace(/\s+/g, '').slice(0, 6000);
  const plain = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return (
    /wrap|circular|cycl|modulo|midnight|angle|anti-?meridian/i.test(text) ||
    new RegExp(`${plain(low)}[<>]=?${plain(high)}|${plain(high)}[<>]=?${plain(low)}`).test(text)
  );
}

const lowName =
  /^-?[01](\.0*)?[fFdD]?$|^0x0+$|(^|[._])(min|low|lower|lowest|zero)$|(_|^|:|\.)MIN(_\w+)?$|_(MIN|FIRST|LOW)$|\.MinValue$/i;
const highName =
  /(^|[._>])(max|high|upper|highest|nine|size|length|len|count|cnt|limit|capacity)(\(\))?$|^(len|strlen|count|\\count)\(|^sizeof|(_|^|:|\.)MAX(_\w+)?$|_(MAX|LAST|HIGH|SIZE|LEN|LENGTH|COUNT|CNT|NUM|TOTAL)$|^get(Length|Size|Count)\(\)$/i;
/** Names of counts and upper ends in mixed letters: `channelMax`, `maxValue`, `itemCount`, `nItems`. */
const highMixedName =
  /[a-z](Max|Count|Length|Size|Limit|Capacity)$|(^|[._>])(max|num|total)[A-Z]\w*$|(^|[.>])(n|num_|n_)[a-z_]{3,}s$/;
/** What stands for one value for ever, by how it is written. */
const namedConstant =
  /^(?:-?\d|['"]|(?:null|nil|None|NULL|nullptr|undefined|void0|true|false)$|(?:[\w$]+(?:\.|::|->))*[A-Z][A-Z0-9_]+$)/;

/** Reports bounds that have names and can't go together: two different values that one thing can't equal, or a minimum and a maximum; says whether it did. */
export function checkNamed(
  node: number,
  parts: readonly number[],
  isAnd: boolean,
  context: RuleContext,
): boolean {
  const seen: NamedComparison[] = [];
  for (const part of parts) {
    const comparison = namedComparison(part, context);
    if (comparison === null) continue;
    const clash = seen.find(
      (other) =>
        other.subject === comparison.subject &&
        (excludesByName(other, comparison, isAnd, context) ||
          excludesByEnds(other, comparison, isAnd, node, context)),
    );
    if (clash === undefined) {
      seen.push(comparison);
      continue;
    }
    // A bound that may be negative itself is no upper end: `len < 0 && start < 0 && start > len`.
    if ([clash, comparison].some(({ other }) => isAskedForNegative(other, context))) return false;
    context.report(node, {
      severity: 'medium',
      message: `\`${context.short(node, 70)}\` is ${isAnd ? 'never' : 'always'} true, whatever \`${comparison.subject.slice(0, 30)}\` is.`,
      suggestion: isAnd
        ? 'Join them by or, or turn one of the operators.'
        : 'Join them by and, or turn one of the operators.',
    });
    return true;
  }
  return false;
}

/** Whether two bounds are the ends of one range and can't go together: `x < from && x > to`, `x >= from || x <= to`. */
function excludesByEnds(
  a: NamedComparison,
  b: NamedComparison,
  isAnd: boolean,
  node: number,
  context: RuleContext,
): boolean {
  const [low, high] = a.operator.startsWith(isAnd ? '<' : '>') ? [a, b] : [b, a];
  if (!low.operator.startsWith(isAnd ? '<' : '>') || !high.operator.startsWith(isAnd ? '>' : '<'))
    return false;
  // The time between an end and a start is a time as well, where both come round each year.
  if (isAnd && /start|end|stop|begin|from|first/i.test(low.other + high.other) && !high.other.includes('+'))
    return false;
  // Places in a list that runs from the most to the least.
  if (/idx|index|pos/i.test(low.other)) return false;
  return areEnds(low.other, high.other) && !mayGoRound(low.other, high.other, node, context);
}

/** What stands for one value of several by its name: a member of what is called like a type, or a bare capitalised name where that is no property. */
function isOneOfMany(text: string, context: RuleContext): boolean {
  return (
    /^(?:[A-Z]\w*(?:\.|::))+[A-Z]\w*$/.test(text) ||
    (/^(go|ruby|python|rust)$/.test(context.family) && /^[A-Z]\w+$/.test(text))
  );
}

function excludesByName(
  a: NamedComparison,
  b: NamedComparison,
  isAnd: boolean,
  context: RuleContext,
): boolean {
  if (a.operator === '!=' && b.operator === '!=') {
    // `x != null` is false of undefined too.
    if ([a, b].every(({ other }) => /^(null|undefined|void0)$/.test(other)) && !(a.strict && b.strict))
      return false;
    return (
      !isAnd &&
      a.other !== b.other &&
      (asksNothingAndCall(a, b) || !/[(]/.test(a.other + b.other)) &&
      // Two variables may well be equal, and a variable may hold the constant; it is seldom nothing.
      (asksNothingAndCall(a, b) ||
        [a.other, b.other].every((each) => namedConstant.test(each)) ||
        [a.other, b.other].every((each) => isOneOfMany(each, context)) ||
        [a.other, b.other].some((each) => /^(null|nil|None|NULL|nullptr|undefined)$/.test(each)))
    );
  }
  const [low, high] = a.operator.startsWith(isAnd ? '<' : '>') ? [a, b] : [b, a];
  if (!low.operator.startsWith(isAnd ? '<' : '>') || !high.operator.startsWith(isAnd ? '>' : '<'))
    return false;
  const isUpper =
    highName.test(high.other) ||
    (highMixedName.test(high.other) && !/[(+*/-](?!>)/.test(high.other)) ||
    (/^[A-Z][A-Z0-9_]+$/.test(high.other) && /^-?[01]$/.test(low.other) && !/MIN|INDEX/.test(high.other));
  // A count of something is no less than nothing.
  const counts =
    /^-?[01]$/.test(low.other) &&
    /\.length\b|\bsize\(\)|\blen\(|(number|max|last|days|weeks|count|limit)\w*\(|^[A-Z]\w*\.MAX_VALUE$/i.test(
      high.other,
    ) &&
    !/-/.test(high.other);
  // What is worked out of two such names is neither: `roots > SIZE - MIN || roots < SIZE - MAX`.
  if ([low, high].some(({ other }) => /[-+].*_(MIN|MAX)_/.test(other))) return false;
  // `min_max` is neither one nor the other.
  if ([low, high].some(({ other }) => /min/i.test(other) && /max/i.test(other))) return false;
  return lowName.test(low.other) && (isUpper || (isAnd && counts));
}

/** `x.age != 0 || x.age != current.age()`: what was to be asked is whether there is one and it is another. */
function asksNothingAndCall(a: NamedComparison, b: NamedComparison): boolean {
  const both = [a.other, b.other];
  const call = both.find((each) => /^[\w.>:-]+\(\)$/.test(each));
  if (call === undefined || !both.some((each) => /^(-1|0|null|nil|None|NULL|undefined)$/.test(each)))
    return false;
  // Nothing is a value like others where it is a number: `uid != 0 || uid != geteuid()` asks for root by two ways.
  const lastName = (text: string) => (/(\w+)(?:\(\))?$/.exec(text)?.[1] ?? '').toLowerCase();
  return !both.some((each) => /^(-1|0)$/.test(each)) || lastName(call) === lastName(a.subject);
}

/** Whether something else in the file asks a plain name whether it is below zero. */
function isAskedForNegative(name: string, context: RuleContext): boolean {
  return (
    /^[a-z_]\w*$/.test(name) && new RegExp(`(?<![\\w.>])${name}\\s*(<\\s*0|<?=\\s*-1)`).test(context.source)
  );
}
