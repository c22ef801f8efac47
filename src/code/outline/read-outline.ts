/** One walk over a parsed file that finds its definitions, imports and calls. */
import type { Language } from '../language.ts';
import { measureTree } from '../measure-tree.ts';
import { familyOf, type LanguageFamily } from '../rules/languages.ts';
import { calledName, readCall } from '../rules/reading/calls.ts';
import { Role, rolesOf } from '../rules/reading/grammar.ts';
import { kindOf, NodeFlag, type NodeIndex, type SyntaxTree, textOf } from '../syntax-tree.ts';
import { importReaders, readCalledImport } from './imports.ts';
import { LocalNames } from './local-names.ts';
import type { Call, Definition, Import, Outline } from './outline.ts';
import { sketchOf } from './sketch.ts';
import { fieldOf, fieldText, namedChildren } from './tree-parts.ts';
import { VariableTypes } from './variable-types.ts';

/** Kinds that define a type, beyond those that rules call classes. */
const typeKinds = new Set([
  'interface_declaration',
  'enum_declaration',
  'trait_item',
  'struct_item',
  'enum_item',
  'module',
  'trait_declaration',
]);
const heritageFields = ['superclasses', 'superclass', 'interfaces', 'bases'];
const heritageKinds = new Set([
  'class_heritage',
  'extends_type_clause',
  'extends_interfaces',
  'base_list',
  'base_clause',
  'class_interface_clause',
  'base_class_clause',
]);
const nameKinds = /(?:^|_)(?:identifier|name|constant)$/;
const longestReceiver = 60;
/** Languages in which functions of one name are told apart by their parameters. */
const overloading: ReadonlySet<string> = new Set(['java', 'csharp', 'cpp']);

const rolesByGrammar = new WeakMap<readonly string[], Uint8Array>();
const importsByGrammar = new WeakMap<readonly string[], Uint8Array>();

/** The outline of a parsed file. */
export function readOutline(tree: SyntaxTree, language: Language): Outline {
  return new OutlineReader(tree, language).read();
}

interface OpenScope {
  start: NodeIndex;
  end: number;
  /** Place of the definition. */
  place: number;
}

class OutlineReader {
  readonly #tree: SyntaxTree;
  readonly #language: Language;
  readonly #family: LanguageFamily;
  readonly #isOverloading: boolean;
  readonly #definitions: Definition[] = [];
  readonly #imports: Import[] = [];
  readonly #calls = new Map<string, Call>();
  readonly #exports: Record<string, string> = {};
  readonly #types = new VariableTypes();
  #locals: LocalNames | null = null;
  readonly #scopes: OpenScope[] = [];
  #package = '';

  constructor(tree: SyntaxTree, language: Language) {
    this.#tree = tree;
    this.#language = language;
    this.#family = familyOf(language.name);
    this.#isOverloading = overloading.has(language.name);
  }

  read(): Outline {
    const tree = this.#tree;
    const { metrics, functions, nodes } = measureTree(tree, this.#language);
    const named = Map.groupBy(nodes.keys(), (place) => functions[place]!.name);
    this.#locals = new LocalNames(
      tree,
      this.#family,
      new Map([...named].map(([name, places]) => [name, places.map((place) => nodes[place]!)])),
    );
    const roles = cached(rolesByGrammar, tree.kinds, () => rolesOf(tree.kinds, this.#family));
    const importing = cached(importsByGrammar, tree.kinds, () =>
      Uint8Array.from(tree.kinds, (kind) => (kind in importReaders ? 1 : 0)),
    );
    let nextFunction = 0;
    for (let row = 0; row < tree.count; row += 1) {
      while (this.#scopes.length > 0 && row >= this.#scopes.at(-1)!.end) this.#scopes.pop();
      if ((tree.flags[row]! & NodeFlag.named) === 0) continue;
      const symbol = tree.symbol[row]!;
      if (nodes[nextFunction] === row) {
        const figures = functions[nextFunction]!;
        nextFunction += 1;
        if (figures.name !== '(anonymous)') {
          const { name, line, endLine, sloc, cyclomatic, cognitive, parameters } = figures;
          const sketch = sketchOf(tree, row);
          const owner = this.#receiverClass(row);
          this.#open(
            row,
            {
              kind: 'function',
              name,
              line,
              endLine,
              sloc,
              cyclomatic,
              cognitive,
              ...(sketch && { sketch }),
              ...(this.#isOverloading && { parameters }),
            },
            owner,
          );
        }
        this.#types.read(tree, row);
        continue;
      }
      const role = roles[symbol]!;
      if ((role & Role.call) !== 0) this.#addCall(row);
      if (importing[symbol] === 1) this.#imports.push(...importReaders[tree.kinds[symbol]!]!(tree, row));
      if ((role & Role.class) !== 0 || typeKinds.has(tree.kinds[symbol]!) || this.#isGoType(row))
        this.#addClass(row);
      else this.#readOther(row, tree.kinds[symbol]!);
    }
    return {
      language: this.#language.name,
      sloc: metrics.sloc,
      cyclomatic: metrics.cyclomatic,
      cognitive: metrics.cognitive,
      definitions: this.#definitions,
      imports: this.#imports,
      calls: [...this.#calls.values()],
      exports: this.#exports,
      types: this.#types.known(),
      package: this.#package,
    };
  }

  #readOther(row: NodeIndex, kind: string): void {
    const tree = this.#tree;
    if (kind === 'export_statement') this.#readExport(row);
    else if (kind === 'package_declaration' || kind === 'namespace_definition')
      this.#package = textOf(tree, row)
        .split('{')[0]!
        .replace(/^.*(?:package|namespace)\s+|[;\s]+$/gs, '');
    else this.#types.read(tree, row);
  }

  /** Names under which a file's own definitions go out. */
  #readExport(row: NodeIndex): void {
    const tree = this.#tree;
    if (fieldOf(tree, row, 'source') >= 0) return;
    let isDefault = false;
    for (let child = row + 1; child < tree.next[row]!; child = tree.next[child]!) {
      const kind = kindOf(tree, child);
      if (kind === 'default') isDefault = true;
      if (kind === 'export_clause')
        for (const specifier of namedChildren(tree, child)) {
          const name = fieldText(tree, specifier, 'name');
          const alias = fieldText(tree, specifier, 'alias');
          if (alias !== '') this.#exports[alias] = name;
        }
    }
    if (!isDefault) return;
    const declared = fieldOf(tree, row, 'declaration');
    const value = fieldOf(tree, row, 'value');
    const name = declared >= 0 ? fieldText(tree, declared, 'name') : value >= 0 ? textOf(tree, value) : '';
    if (/^[\w$]+$/.test(name)) this.#exports.default = name;
  }

  #isGoType(row: NodeIndex): boolean {
    return this.#family === 'go' && kindOf(this.#tree, row) === 'type_spec';
  }

  #addClass(row: NodeIndex): void {
    const tree = this.#tree;
    const own = fieldText(tree, row, 'name') || fieldText(tree, row, 'type');
    const name = own.replace(/<.*$/s, '').trim();
    if (!/^[\p{L}_$][\p{L}\p{N}_$:.]*$/u.test(name) || name.length > 120) return;
    const bases = this.#basesOf(row);
    this.#open(row, {
      kind: 'class',
      name,
      line: tree.line[row]!,
      endLine: tree.endLine[row]!,
      sloc: 0,
      cyclomatic: 0,
      cognitive: 0,
      ...(bases.length > 0 && { bases }),
    });
  }

  #basesOf(row: NodeIndex): string[] {
    const tree = this.#tree;
    const found = new Set<string>();
    for (let child = row + 1; child < tree.next[row]!; child = tree.next[child]!) {
      const isHeritage =
        heritageFields.includes(tree.fields[tree.field[child]!]!) || heritageKinds.has(kindOf(tree, child));
      if (!isHeritage) continue;
      for (let inner = child; inner < tree.next[child]!; inner += 1) {
        const kind = kindOf(tree, inner);
        if (kind === 'type_arguments' || kind === 'arguments') inner = tree.next[inner]! - 1;
        else if (
          /^(?:member_expression|attribute|nested_type_identifier|scoped_type_identifier)$/.test(kind)
        ) {
          const last = textOf(tree, inner).replace(/^.*\./s, '');
          if (/^[\w$]+$/.test(last)) found.add(last);
          inner = tree.next[inner]! - 1;
        } else if (nameKinds.test(kind)) found.add(textOf(tree, inner));
      }
    }
    return [...found].slice(0, 20);
  }

  /** The type that a Go method belongs to, and Rust's `impl` of it; empty elsewhere. */
  #receiverClass(row: NodeIndex): string {
    if (this.#family !== 'go') return '';
    const receiver = fieldOf(this.#tree, row, 'receiver');
    return receiver < 0
      ? ''
      : (/([\w]+)\s*(?:\[[^\]]*\])?\s*\)$/.exec(textOf(this.#tree, receiver))?.[1] ?? '');
  }

  #open(row: NodeIndex, definition: Omit<Definition, 'owner'>, className = ''): void {
    const owner = this.#scopes.at(-1)?.place ?? -1;
    const prefix = className !== '' ? className : owner < 0 ? '' : this.#definitions[owner]!.name;
    const name = prefix === '' ? definition.name : `${prefix}.${definition.name}`;
    this.#scopes.push({ start: row, end: this.#tree.next[row]!, place: this.#definitions.length });
    this.#definitions.push({ ...definition, name, owner });
  }

  #addCall(row: NodeIndex): void {
    const tree = this.#tree;
    const name = calledName(tree, row);
    if (this.#family === 'js' && (name === 'require' || name === 'import'))
      this.#imports.push(...readCalledImport(tree, row));
    if (!/^[\p{L}_$][\p{L}\p{N}_$]*[!?]?$/u.test(name)) return;
    const call = readCall(tree, row, name);
    const caller = this.#scopes.at(-1)?.place ?? -1;
    const receiver = call.receiver < 0 ? this.#outerType(row) : receiverText(tree, call.receiver);
    const args = this.#isOverloading ? call.arguments.length : undefined;
    const local = this.#localTo(row, receiver === '' ? name : receiver.split(/[.:\\]/, 1)[0]!);
    const key = `${caller} ${receiver} ${name} ${args ?? ''} ${local ?? ''}`;
    const known = this.#calls.get(key);
    if (known === undefined)
      this.#calls.set(key, {
        caller,
        name,
        receiver,
        line: tree.line[row]!,
        count: 1,
        ...(local !== undefined && { local }),
        ...(args !== undefined && { args }),
      });
    else known.count += 1;
  }

  /** Place of the definition that binds the name of a value itself, -1 where code outside of all does, undefined where none does. */
  #localTo(row: NodeIndex, name: string): number | undefined {
    const scope = this.#locals?.scopeOf(row, name) ?? -1;
    return scope < 0 ? undefined : (this.#scopes.findLast(({ start }) => start <= scope)?.place ?? -1);
  }

  /** `Outer` of Java's `new Outer.Inner()`; empty elsewhere. */
  #outerType(row: NodeIndex): string {
    const tree = this.#tree;
    const type = this.#family === 'java' ? fieldOf(tree, row, 'type') : -1;
    if (type < 0) return '';
    const name = textOf(tree, type).replace(/<.*$/s, '');
    return name.includes('.') && name.length <= longestReceiver ? name.slice(0, name.lastIndexOf('.')) : '';
  }
}

function receiverText(tree: SyntaxTree, node: NodeIndex): string {
  if (tree.end[node]! - tree.start[node]! > longestReceiver) return '?';
  const text = textOf(tree, node)
    .replace(/\?\./g, '.')
    .replace(/^new\s+([\w$]+)\s*\(.*\)$/s, '$1');
  return /^[\p{L}\p{N}_$.:\\@]+$/u.test(text) ? text : '?';
}

function cached<Value>(
  store: WeakMap<readonly string[], Value>,
  key: readonly string[],
  make: () => Value,
): Value {
  let value = store.get(key);
  if (value === undefined) {
    value = make();
    store.set(key, value);
  }
  return value;
}
