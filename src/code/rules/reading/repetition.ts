import type { RuleContext } from '../context.ts';

const iterators =
  /^(forEach|map|each|each_with_index|flatMap|times|collect|select|array_map|array_walk|ForEach|iter)$/;

/** The loop around a node, or the call whose callback runs once an item; -1 when there is none in this function. */
export function repetition(node: number, context: RuleContext): number {
  const loop = context.enclosingLoop(node);
  if (loop >= 0) return loop;
  if (context.family === 'ruby') {
    const block = context.ancestor(node, rubyBlocks);
    const call = block < 0 ? null : context.call(context.parent(block));
    return call !== null && iterators.test(call.name) ? call.node : -1;
  }
  const owner = context.enclosingFunction(node);
  if (
    owner < 0 ||
    !/^(arrow_function|function_expression|lambda_expression|lambda)$/.test(context.kind(owner))
  )
    return -1;
  const list = context.parent(owner);
  const call = context.call(context.parent(context.kind(list) === 'argument' ? context.parent(list) : list));
  return call !== null && /^(forEach|map|flatMap|ForEach)$/.test(call.name) ? call.node : -1;
}

const rubyBlocks: ReadonlySet<string> = new Set(['block', 'do_block']);

/** The names that change with each turn of a loop: what its header declares. */
export function turnNames(loop: number, context: RuleContext): string[] {
  const body = context.field(loop, 'body');
  const header =
    body < 0
      ? context.text(loop).slice(0, 200)
      : context.source.slice(context.tree.start[loop], context.tree.start[body]);
  if (context.isLoop(loop))
    return (
      header
        .match(/[A-Za-z_$]\w*/g)
        ?.filter(
          (name) =>
            !/^(for|while|const|let|var|of|in|range|each|foreach|as|if|await|auto|final|int)$/.test(name),
        ) ?? []
    );
  return (
    /(?:\(|\|)\s*\(?\s*(?:async\s*)?\(?\{?\s*(\w+)/
      .exec(context.text(loop).slice(context.text(loop).search(iteratorCall)))
      ?.slice(1) ?? []
  );
}

const iteratorCall = /\.(forEach|map|each|each_with_index|flatMap|times|collect|select)\b/;
