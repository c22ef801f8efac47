import type { RuleContext } from '../context.ts';

/** Whether two cases do the same kind of thing, so that the second undoes or doubles the first: set the same place, or call the same. */
export function repeatsWork(
  first: readonly number[],
  second: readonly number[],
  context: RuleContext,
): boolean {
  const done = (statements: readonly number[]) =>
    statements.flatMap((each) => {
      const inner = context.isBlock(each) ? context.children(each) : [each];
      return inner.map(
        (one) =>
          /^(\$?[\w.$]+(?:->\w+|\[[^\]]*\])*)\s*(?:(?:\?\?|\|\|)?=[^=]|\()/
            .exec(context.short(one, 80))?.[1]
            // The same of one thing and of another: `left.panel.open()`, `right.panel.open()`.
            ?.replace(/^((?:this|self)\.)\w+(\.\w+)$/, '$1$2') ?? '',
      );
    });
  const own = new Set(done(first));
  return done(second).some((what) => what !== '' && own.has(what));
}

/** The case whose statements run for a label: the next one that has any. */
export function firstWithWork(node: number, context: RuleContext): number {
  const { tree } = context;
  const up = context.parent(node);
  let each = node;
  while (
    context.kind(each) === 'switch_case' &&
    context.children(each).length === 1 &&
    tree.next[each]! < tree.next[up]! &&
    /^switch_/.test(context.kind(tree.next[each]!))
  )
    each = tree.next[each]!;
  return each;
}

/**
 * Whether two cases are steps of a loop that was unrolled on purpose: labels that count down by one, or bodies that are the
 * same (Duff's device, the tail of a hash, a chain of units).
 */
export function isUnrolled(node: number, following: number, context: RuleContext): boolean {
  const [here, next] = [context.short(node, 400), context.short(following, 400)];
  const [label, nextLabel] = [here, next].map((text) =>
    Number(/^case\s+(\d+)\s*:/.exec(text)?.[1] ?? Number.NaN),
  );
  if (label! - nextLabel! === 1) return true;
  const body = (text: string): string =>
    text
      .replace(/^case[^:]*:|^default\s*:/, '')
      .replace(/(\bbreak;?)?\s*$/, '')
      .trim();
  return body(here) === body(next);
}

/** Whether a case does nothing but leave: running into it changes nothing. */
export function onlyLeaves(node: number, context: RuleContext): boolean {
  const statements = context
    .children(node)
    .filter((each) => each !== context.field(node, 'value') && !/label/.test(context.kind(each)));
  return statements.length === 0
    ? !/^(switch_case|case_statement|switch_block_statement_group)$/.test(context.kind(node)) ||
        /^default\b/.test(context.text(node))
    : statements.length === 1 && /^break_statement$/.test(context.kind(statements[0]!));
}

/** Whether a case ends by setting a place that the case it runs into sets anew, without a look at it: the first value is lost. */
export function losesValue(last: number, following: number, context: RuleContext): boolean {
  const place = placeSet(last, context);
  // The next place of a list is another one each time.
  if (place === null || /\+\+|--|\[\]$/.test(place.place)) return false;
  // A machine goes on to the state that it has just set.
  const label = /^case\s+([^:]*?)\s*:/.exec(context.short(following, 200))?.[1]?.replaceAll(/\s/g, '');
  if (
    label !== undefined &&
    (place.value === label || place.value.endsWith(`.${label}`)) &&
    isSwitchedOn(place.place, following, context)
  )
    return false;
  for (const each of context.children(following)) {
    const next = placeSet(each, context);
    if (next?.place === place.place) return !next.value.includes(place.place) && next.value !== place.value;
    if (context.text(each).replaceAll(/\s/g, '').includes(place.place)) return false;
  }
  return false;
}

/** What a statement that is a plain assignment sets, without white space; null for any other. */
function placeSet(statement: number, context: RuleContext): { place: string; value: string } | null {
  const inner =
    context.kind(statement) === 'expression_statement' ? (context.children(statement)[0] ?? -1) : -1;
  if (context.kind(inner) !== 'assignment_expression') return null;
  const [left, right] = [context.field(inner, 'left'), context.field(inner, 'right')];
  const between = context.source.slice(context.tree.end[left], context.tree.start[right]);
  if (!/^\s*=\s*$/.test(between)) return null;
  const tight = (node: number) => context.text(node).replaceAll(/\s/g, '');
  return { place: tight(left), value: tight(right) };
}

/** Whether the switch around a case asks about a place. */
function isSwitchedOn(place: string, label: number, context: RuleContext): boolean {
  return subjectOf(label, context).includes(place);
}

/** What the switch around a case asks about, with its brackets. */
function subjectOf(label: number, context: RuleContext): string {
  for (let up = context.parent(label); up >= 0; up = context.parent(up)) {
    if (!/^switch_/.test(context.kind(up)) || /body|block/.test(context.kind(up))) continue;
    const value = context.field(up, 'value');
    return context.text(value >= 0 ? value : context.field(up, 'condition'));
  }
  return '';
}

/** Calls that most often come back to nobody: a page is sent on, a process ends. */
const leavingCall =
  /(redirect|exit|die|abort|fatal|fail|error|throw|raise|unexpected|panic|usage|assert\w*)\s*\(/i;

/**
 * Whether a case looks as if its end had been forgotten: no way out of it is spoken of, what it runs into ends properly, and neither counts the steps of a
 * machine that the switch asks about.
 */
export function isForgotten(node: number, last: number, following: number, context: RuleContext): boolean {
  const { tree, source } = context;
  const text = source.slice(tree.start[node], tree.end[last]);
  if (/\b(break|return|continue|throw|yield|goto|exit|die)\b/.test(text) || leavingCall.test(text))
    return false;
  // Steps that each add to the one before.
  const end = context.children(following).at(-1) ?? -1;
  const isLast = context.children(context.parent(following)).at(-1) === following;
  if (!isLast && !/\b(break|return|continue|throw)\b[^;{}]*;?\s*\}?$/.test(context.text(end))) return false;
  const subject = subjectOf(node, context);
  if (/state|step|phase|stage|mode|level|precision|\btrue\b|length|argc|[%&|*]|count/i.test(subject))
    return false;
  const names = subject.match(/[A-Za-z_$][\w$]*/g) ?? [];
  const label = context.children(node)[0] ?? -1;
  const work = source.slice(tree.end[label], tree.end[last]);
  if (names.some((name) => new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(work)))
    return false;
  // What it prepares for the next one, which reads it.
  const next = context.text(following);
  for (const [, name] of text.matchAll(/(?:^|[^\w.>$])(\$?[A-Za-z_]\w*)\s*(?:=(?![=>])|[-+.*/|&]=|\+\+|--)/g))
    if (new RegExp(`(?<![\\w$])${name!.replace('$', '\\$')}(?!\\w)(?!\\s*=(?!=))`).test(next)) return false;
  return !/no-?fall-?through|fall[\s-]*thro?u/i.test(
    source.slice(Math.max(0, tree.start[context.parent(node)]! - 400), tree.end[node]),
  );
}
