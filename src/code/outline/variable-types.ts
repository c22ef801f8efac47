import { kindOf, type NodeIndex, type SyntaxTree, textOf } from '../syntax-tree.ts';
import { fieldOf, fieldText, namedChildren } from './tree-parts.ts';

const typedKinds = new Set([
  'required_parameter',
  'optional_parameter',
  'variable_declarator',
  'formal_parameter',
  'local_variable_declaration',
  'field_declaration',
  'public_field_definition',
  'typed_parameter',
  'typed_default_parameter',
  'assignment',
  'parameter_declaration',
  'var_spec',
  'short_var_declaration',
]);

/** The types of a file's variables, so far as they are written down; a name with two types has none. */
export class VariableTypes {
  readonly #types = new Map<string, string | null>();

  /** Looks at a node, which may declare something. */
  read(tree: SyntaxTree, node: NodeIndex): void {
    const kind = kindOf(tree, node);
    if (!typedKinds.has(kind)) return;
    const type = typeIn(tree, node);
    if (type === '') return;
    for (const name of namesIn(tree, node, kind)) {
      const known = this.#types.get(name);
      this.#types.set(name, known === undefined || known === type ? type : null);
    }
  }

  known(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [name, type] of this.#types) if (type !== null) found[name] = type;
    return found;
  }
}

function namesIn(tree: SyntaxTree, node: NodeIndex, kind: string): string[] {
  let at = -1;
  for (const field of ['pattern', 'name', 'left', 'declarator']) {
    at = fieldOf(tree, node, field);
    if (at >= 0) break;
  }
  if (at < 0 && kind === 'typed_parameter') at = namedChildren(tree, node)[0] ?? -1;
  if (at < 0) return [];
  const declarator =
    kindOf(tree, at) === 'variable_declarator' ? fieldText(tree, at, 'name') : textOf(tree, at);
  const name = declarator.replace(/^(?:this|self)\./, '');
  return /^[\w$]+$/.test(name) ? [name] : [];
}

/** The last name of a declared type, or of the class that a new object is of. */
function typeIn(tree: SyntaxTree, node: NodeIndex): string {
  const declared = fieldText(tree, node, 'type');
  if (declared !== '' && declared.length < 120) {
    const name = declared.replace(/^[:\s*&]+/, '').replace(/^readonly\s+/, '');
    const match = /^(?:[\w$]+\.)*([A-Z_$a-z][\w$]*)(?:<.*>)?(?:\s*\|\s*(?:null|undefined|None))*$/s.exec(
      name,
    );
    return match?.[1] ?? '';
  }
  let value = -1;
  for (const field of ['value', 'right']) {
    value = fieldOf(tree, node, field);
    if (value >= 0) break;
  }
  if (value < 0) return '';
  const text = tree.source.slice(tree.start[value], Math.min(tree.end[value]!, tree.start[value]! + 120));
  // Go's type assertion: `value.(*Type)`.
  const asserted = /\.\(\*?(?:\w+\.)?(\w+)\)$/.exec(
    tree.source.slice(Math.max(tree.start[value]!, tree.end[value]! - 80), tree.end[value]),
  );
  if (asserted !== null) return asserted[1]!;
  const made = /^(?:await\s+)?(?:new\s+|&)?(?:[\w$]+\.)*([A-Z][\w$]*)\s*(?:<[^>]*>\s*)?[({]/.exec(text);
  // `&name{…}` makes a value of Go's type, whose name may be in small letters.
  return made?.[1] ?? /^&(?:\w+\.)?(\w+)\{/.exec(text)?.[1] ?? '';
}
