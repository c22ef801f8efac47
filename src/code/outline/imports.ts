/** Import statements, by the kinds of each grammar. */
import { kindOf, type NodeIndex, type SyntaxTree, textOf } from '../syntax-tree.ts';
import type { Import } from './outline.ts';
import { fieldOf, fieldText, firstOfKind, namedChildren, stringText } from './tree-parts.ts';

type Reader = (tree: SyntaxTree, node: NodeIndex) => Import[];

/** What reads the imports of a node, by its kind; kinds of different grammars that have one name are alike enough. */
export const importReaders: Readonly<Record<string, Reader>> = {
  import_statement: (tree, node) =>
    fieldOf(tree, node, 'source') >= 0 ? readEcmascript(tree, node) : readPythonImport(tree, node),
  export_statement: (tree, node) => (fieldOf(tree, node, 'source') >= 0 ? readReexport(tree, node) : []),
  import_from_statement: readPythonFrom,
  import_spec: readGo,
  import_declaration: readJava,
  preproc_include: (tree, node) => named(tree, node, stringText(tree, fieldOf(tree, node, 'path'))),
  use_declaration: (tree, node) => named(tree, node, fieldText(tree, node, 'argument').split('::{')[0]!),
  namespace_use_declaration: readPhp,
  using_directive: (tree, node) =>
    named(tree, node, textOf(tree, node).replace(/^.*\busing\s+(?:static\s+)?(?:\w+\s*=\s*)?|;\s*$/gs, '')),
};

function named(tree: SyntaxTree, node: NodeIndex, module: string | null): Import[] {
  const isName = module !== null && module !== '' && module.length < 300;
  return isName ? [{ module: module.trim(), line: tree.line[node]!, names: [] }] : [];
}

function readEcmascript(tree: SyntaxTree, node: NodeIndex): Import[] {
  const module = stringText(tree, fieldOf(tree, node, 'source'));
  if (module === null) return [];
  const names: Import['names'] = [];
  const clause = firstOfKind(tree, node, 'import_clause');
  if (clause >= 0) {
    for (const child of namedChildren(tree, clause)) {
      const kind = kindOf(tree, child);
      if (kind === 'identifier') names.push([textOf(tree, child), 'default']);
      else if (kind === 'namespace_import') names.push([textOf(tree, namedChildren(tree, child)[0]!), '*']);
      else if (kind === 'named_imports') names.push(...specifiers(tree, child));
    }
  }
  return [{ module, line: tree.line[node]!, names, ...deferredWhereTypes(tree, node) }];
}

/** Whether a statement takes or hands on nothing but types. */
function deferredWhereTypes(tree: SyntaxTree, node: NodeIndex): { isDeferred?: true } {
  const text = textOf(tree, node);
  if (/^(?:import|export)\s+type\b/.test(text)) return { isDeferred: true };
  const list = /^(?:import|export)\s*\{([^}]*)\}/.exec(text)?.[1];
  const parts = list?.split(',').filter((part) => part.trim() !== '') ?? [];
  return parts.length > 0 && parts.every((part) => /^\s*type\s/.test(part)) ? { isDeferred: true } : {};
}

/** `a as b` of an import or export clause: the name after `as` first. */
function specifiers(tree: SyntaxTree, clause: NodeIndex): [string, string][] {
  return namedChildren(tree, clause).flatMap((child): [string, string][] => {
    const name = fieldText(tree, child, 'name');
    return name === '' ? [] : [[fieldText(tree, child, 'alias') || name, name]];
  });
}

function readReexport(tree: SyntaxTree, node: NodeIndex): Import[] {
  const module = stringText(tree, fieldOf(tree, node, 'source'));
  if (module === null) return [];
  const clause = firstOfKind(tree, node, 'export_clause');
  const space = firstOfKind(tree, node, 'namespace_export');
  const names: Import['names'] =
    clause >= 0
      ? specifiers(tree, clause)
      : [[space >= 0 ? textOf(tree, namedChildren(tree, space)[0]!) : '*', '*']];
  return [{ module, line: tree.line[node]!, names, isReexport: true, ...deferredWhereTypes(tree, node) }];
}

/** `require('x')` and `import('x')`, with the names that they are bound to. */
export function readCalledImport(tree: SyntaxTree, node: NodeIndex): Import[] {
  const list = fieldOf(tree, node, 'arguments');
  const first = list < 0 ? undefined : namedChildren(tree, list)[0];
  const module = first === undefined || kindOf(tree, first) !== 'string' ? null : stringText(tree, first);
  if (module === null) return [];
  let around = tree.parent[node]!;
  let inside = node;
  while (around >= 0 && /^(await|parenthesized)_expression$/.test(kindOf(tree, around))) {
    inside = around;
    around = tree.parent[around]!;
  }
  const names: Import['names'] = [];
  const isLater = kindOf(tree, fieldOf(tree, node, 'function')) === 'import';
  const at = { module, line: tree.line[node]!, ...(isLater && { isDeferred: true }) };
  if (around < 0) return [{ ...at, names }];
  if (kindOf(tree, around) === 'member_expression') {
    // (await import('x')).y(): y is called on nothing that has a name, so that it stands for itself.
    const property = fieldText(tree, around, 'property');
    if (property !== '') names.push([property, property]);
  } else if (kindOf(tree, around) === 'variable_declarator' && fieldOf(tree, around, 'value') === inside) {
    const target = fieldOf(tree, around, 'name');
    if (kindOf(tree, target) === 'identifier') names.push([textOf(tree, target), '*']);
    else
      for (const child of namedChildren(tree, target)) {
        const kind = kindOf(tree, child);
        if (kind === 'shorthand_property_identifier_pattern')
          names.push([textOf(tree, child), textOf(tree, child)]);
        else if (kind === 'pair_pattern')
          names.push([fieldText(tree, child, 'value'), fieldText(tree, child, 'key')]);
      }
  }
  return [{ ...at, names }];
}

function readPythonImport(tree: SyntaxTree, node: NodeIndex): Import[] {
  return namedChildren(tree, node).flatMap((child) => {
    const isRenamed = kindOf(tree, child) === 'aliased_import';
    const module = isRenamed ? fieldText(tree, child, 'name') : textOf(tree, child);
    const local = isRenamed ? fieldText(tree, child, 'alias') : module;
    return module === '' ? [] : [{ module, line: tree.line[node]!, names: [[local, '*'] as const] }];
  });
}

function readPythonFrom(tree: SyntaxTree, node: NodeIndex): Import[] {
  const from = fieldOf(tree, node, 'module_name');
  if (from < 0) return [];
  const names = namedChildren(tree, node).flatMap((child): [string, string][] => {
    if (child === from) return [];
    if (kindOf(tree, child) === 'wildcard_import') return [['*', '*']];
    const isRenamed = kindOf(tree, child) === 'aliased_import';
    const name = isRenamed ? fieldText(tree, child, 'name') : textOf(tree, child);
    return [[isRenamed ? fieldText(tree, child, 'alias') : name, name]];
  });
  return [{ module: textOf(tree, from).replace(/\s/g, ''), line: tree.line[node]!, names }];
}

function readGo(tree: SyntaxTree, node: NodeIndex): Import[] {
  const path = fieldOf(tree, node, 'path');
  const module = path < 0 ? null : stringText(tree, path);
  if (module === null) return [];
  const local = fieldText(tree, node, 'name') || module.replace(/\/v\d+$/, '').replace(/^.*\//s, '');
  return [{ module, line: tree.line[node]!, names: [[local, '*']] }];
}

function readJava(tree: SyntaxTree, node: NodeIndex): Import[] {
  const text = textOf(tree, node);
  const match = /^import\s+(static\s+)?([\w.$\s]+?)\s*(\.\s*\*)?\s*;?$/s.exec(text);
  if (match === null) return [];
  const [, isStatic, path = '', isAll] = match;
  const full = path.replace(/\s/g, '');
  const last = full.slice(full.lastIndexOf('.') + 1);
  const line = tree.line[node]!;
  if (isAll !== undefined) return [{ module: full, line, names: [['*', '*']] }];
  if (isStatic !== undefined)
    return [{ module: full.slice(0, full.lastIndexOf('.')), line, names: [[last, last]] }];
  return [{ module: full, line, names: [[last, last]] }];
}

function readPhp(tree: SyntaxTree, node: NodeIndex): Import[] {
  const text = textOf(tree, node).replace(/^use\s+(?:function\s+|const\s+)?|;$/g, '');
  if (text.includes('{')) return [];
  return text.split(',').flatMap((part) => {
    const [path = '', alias] = part.trim().split(/\s+as\s+/i);
    const last = path.slice(path.lastIndexOf('\\') + 1);
    return path === ''
      ? []
      : [{ module: path, line: tree.line[node]!, names: [[alias ?? last, last] as const] }];
  });
}
