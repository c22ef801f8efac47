import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { bare, tight } from './statements.ts';

/** The parts of a `for` with three of them; -1 for those that are not there. */
interface Header {
  condition: NodeIndex;
  update: NodeIndex;
}

/** The condition and the update of a loop that counts. */
export function headerOf(node: NodeIndex, context: RuleContext): Header {
  const holder = context.family === 'go' ? context.childOfKind(node, 'for_clause') : node;
  const update =
    ['increment', 'update'].map((name) => context.field(holder, name)).find((each) => each >= 0) ?? -1;
  return { condition: bare(context.field(holder, 'condition'), context), update };
}

/** How the update moves a name: 1 up, -1 down, 0 when that can't be said. */
export function direction(update: NodeIndex, name: string, context: RuleContext): number {
  const text = tight(update, context);
  const plain = name.replace('$', '');
  if (text.replaceAll('$', '') === `${plain}++` || text.replaceAll('$', '') === `++${plain}`) return 1;
  if (text.replaceAll('$', '') === `${plain}--` || text.replaceAll('$', '') === `--${plain}`) return -1;
  const step = /^\$?\w+([-+])=\d+$/.exec(text);
  return step === null || !text.replaceAll('$', '').startsWith(`${plain}${step[1]}=`)
    ? 0
    : step[1] === '+'
      ? 1
      : -1;
}
