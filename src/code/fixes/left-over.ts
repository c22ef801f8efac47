/** Mends that take away what is left over: imports, variables, marks. */
import type { RuleContext } from '../rules/context.ts';
import { isPure } from '../rules/reading/expressions.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import type { TextEdit } from '../types.ts';
import {
  type Mend,
  noMend,
  removeItem,
  removeRange,
  removeStatement,
  safely,
  shown,
  startsLine,
} from './node-edits.ts';

/** An import without one of its names, or gone where it has no other; `place` is what brings the name in. */
export function withoutImport(statement: NodeIndex, place: NodeIndex, context: RuleContext): Mend {
  // Beside something else on its line it is left to the person.
  if (!startsLine(context, statement)) return noMend;
  const whole = removeStatement(context, statement);
  if (place === statement) return safely(whole);
  if (context.family === 'python') {
    const names = context
      .children(statement)
      .filter((each) => each !== context.field(statement, 'module_name'));
    const edit = names.length === 1 ? whole : removeItem(context, place);
    // A name that is taken from a module may be there for others to take from this one.
    return context.kind(statement) === 'import_statement' ? safely(edit) : shown(edit);
  }
  const list = context.parent(place);
  if (context.kind(list) === 'named_imports' && context.children(list).length > 1)
    return safely(removeItem(context, place));
  // A module that nothing is taken from any more may be loaded for what it does.
  const part = context.kind(list) === 'import_clause' ? place : list;
  const parts = context.children(context.parent(part));
  return parts.length === 1 ? shown(whole) : safely(removeItem(context, part));
}

/** A declaration gone, where it is the only one of its statement and its value does nothing. */
export function withoutVariable(declarator: NodeIndex, value: NodeIndex, context: RuleContext): Mend {
  if (value >= 0 && !isPure(value, context)) return noMend;
  let statement = context.parent(declarator);
  // C# wraps a declaration twice.
  while (/^(variable_declaration)$/.test(context.kind(statement)) && context.family === 'csharp')
    statement = context.parent(statement);
  const siblings = context
    .children(context.parent(declarator))
    .filter((each) => context.kind(each) === context.kind(declarator));
  const block = context.parent(statement);
  const stands =
    siblings.length === 1 &&
    context.isBlock(block) &&
    context.children(block).length > 1 &&
    startsLine(context, statement) &&
    !context.hasComment(statement) &&
    /declaration|expression_statement|declaration_statement/.test(context.kind(statement));
  return stands ? shown(removeStatement(context, statement)) : noMend;
}

/** The comment of a mark gone, where the mark is all that it says. */
export function withoutMark({ start, end }: { start: number; end: number }, context: RuleContext): Mend {
  const { source } = context;
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const feed = source.indexOf('\n', end);
  const rest = source.slice(end, feed < 0 ? source.length : feed);
  const sign = /(\/\/|#)[ \t]*$/.exec(source.slice(lineStart, start));
  if (sign === null || rest.trim() !== '') return noMend;
  const from = lineStart + sign.index;
  const edit = removeRange(source, from, end);
  if (edit.start < from) return safely(edit);
  // Behind code, the space before the comment goes too.
  const space = /[ \t]*$/.exec(source.slice(lineStart, from))![0].length;
  const behind: TextEdit = { start: from - space, end, replacement: '' };
  return safely(behind);
}
