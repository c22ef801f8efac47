import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { onceAFile } from '../once-a-file.ts';
import { definitionsOf } from './constants.ts';
import { reachingDefinitions } from './reaching.ts';

/** Calls that are looked at for one function. */
const mostCalls = 200;

/** Ruby: whether a method stands behind `private`, which nobody outside can call. */
function isPrivateInRuby(context: RuleContext, owner: NodeIndex): boolean {
  return (
    context.family === 'ruby' &&
    /^[ \t]*private[ \t]*$/m.test(context.source.slice(0, context.tree.start[owner]))
  );
}

/**
 * Whether a name is a parameter that every call in this file fills with a fixed text: `exists('mpv')`. In C and C++ the function must be
 * `static`, since others are called from elsewhere; false where nothing in the file calls it.
 */
export function isGivenFixed(context: RuleContext, node: NodeIndex): boolean {
  if (!/^(identifier|variable_name)$/.test(context.kind(node))) return false;
  const definitions = definitionsOf(context, node);
  if (definitions.length !== 1 || definitions[0]!.value >= 0) return false;
  const owner = context.enclosingFunction(node);
  if (owner < 0) return false;
  const called = context.functionName(owner);
  if (!/^\w{2,}$/.test(called)) return false;
  const { tree } = context;
  if (
    context.family === 'c' &&
    !/^\s*static\b/.test(context.short(owner, 20)) &&
    !new RegExp(`\\bstatic\\b[^;{}()]*\\b${called}\\s*\\(`).test(context.source)
  )
    return false;
  // What is exported by name is called by others.
  if (
    !isPrivateInRuby(context, owner) &&
    /^\s*(export|public|pub|def (?!_))/.test(
      context.source.slice(Math.max(0, tree.start[owner]! - 8), tree.start[owner]! + 12),
    )
  )
    return false;
  return onceAFile(context, `given fixed ${owner} ${context.text(node)}`, () => {
    const head = context.source.slice(tree.start[owner], tree.start[context.field(owner, 'body')]);
    const listed = head.slice(head.indexOf('(', Math.max(0, head.indexOf(called))) + 1);
    const before = new RegExp(`[\\s*&$(,]?\\b${context.text(node).replace('$', '')}\\b\\s*[,):=]`).exec(
      listed,
    );
    if (before === null) return false;
    const position = (listed.slice(0, before.index + 1).match(/,/g) ?? []).length;
    let calls = 0;
    for (let each = 0; each < tree.count; each += 1) {
      if (!context.isCall(each)) continue;
      const call = context.call(each);
      if (call === null || call.name !== called) continue;
      calls += 1;
      const given = call.arguments[position] ?? -1;
      if (calls > mostCalls || given < 0 || !context.isConstant(given)) return false;
    }
    return calls > 0;
  });
}

/** Whether a name holds what a caller gave to the function around it, and nothing that was set since. */
export function isParameter(context: RuleContext, node: NodeIndex): boolean {
  if (!/^(identifier|variable_name)$/.test(context.kind(node))) return false;
  const owner = context.enclosingFunction(node);
  if (owner < 0) return false;
  const { tree } = context;
  const body = context.field(owner, 'body');
  const parameters = ['parameters', 'parameter']
    .map((field) => context.field(owner, field))
    .find((each) => each >= 0);
  const definitions = reachingDefinitions(context, node);
  return (
    definitions.length > 0 &&
    definitions.every(
      (each) =>
        each.scope === owner &&
        (parameters === undefined
          ? body >= 0 && tree.start[each.node]! < tree.start[body]!
          : each.node === parameters || context.isInside(each.node, parameters)),
    )
  );
}

/** Whether a caller chooses a value, as far as this function shows: it is a parameter, or comes from one by way of a few variables. */
export function isCallers(context: RuleContext, node: number, depth = 0): boolean {
  if (depth > 3) return false;
  const own = context.enclosingFunction(node);
  const parameters = own < 0 ? -1 : context.field(own, 'parameters');
  for (const leaf of [node, ...context.descendants(node, false)]) {
    const kind = context.kind(leaf);
    if (kind !== 'identifier' && kind !== 'variable_name') continue;
    if (/^(self|this|\$this|cls)$/.test(context.text(leaf))) continue;
    for (const definition of reachingDefinitions(context, leaf)) {
      if (definition.value < 0) {
        // A loop's own name is a row's, a counter's, a key's: not what a caller wrote.
        if (!/^for_|foreach|for_in|comprehension|catch|range_clause/.test(context.kind(definition.node)))
          return true;
      } else if (
        // What a statement found is the database's.
        !/^(load(Object|Array|Row)\w*|fetch\w*|\w*query\w*|get_?(row|results?|all|one|col)\w*|select\w*|execute\w*)$/i.test(
          context.call(definition.value)?.name ?? '',
        ) &&
        (parameters < 0 || !context.isInside(leaf, definition.node)) &&
        isCallers(context, definition.value, depth + 1)
      )
        return true;
    }
  }
  return false;
}
