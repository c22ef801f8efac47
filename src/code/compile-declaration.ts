/** A declaration turned into tables by grammar symbol, once its grammar is loaded. */
import { InternalError } from '../errors/index.ts';
import type { FunctionShape, LanguageDeclaration, Role } from './declaration.ts';
import type { GrammarNames } from './grammar-names.ts';
import { fieldOf, linkOf, SymbolTable, symbolsOf } from './selector.ts';

/** Numbers of the roles in `CompiledLanguage.roles`; 0 is no role. */
export const roleNumbers: Readonly<Record<Role, number>> = {
  none: 1,
  if: 2,
  elseIf: 3,
  elif: 4,
  else: 5,
  loop: 6,
  switch: 7,
  case: 8,
  catch: 9,
  ternary: 10,
  jump: 11,
  decision: 12,
  uncounted: 13,
  head: 14,
};

/** Values of `CompiledLanguage.tokens`; 0 is an operator where the node is a leaf. */
export const TokenClass = {
  operand: 1,
  string: 2,
  closer: 3,
  comment: 4,
  /** Line breaks and other white space that some grammars show as tokens. */
  blank: 5,
} as const;

/** A path of links (see `linkOf`); `repeat` follows the link while it can. */
export type FieldPath = readonly { field: number; repeat: boolean }[];

export interface CompiledFunction {
  name: readonly FieldPath[];
  fixedName: string | null;
  namePrefix: string;
  parameters: readonly FieldPath[];
  receiver: FieldPath | null;
  method: boolean;
}

export interface CompiledCall {
  callee: number;
  object: number;
  arguments: number;
}

/** Bits of `CompiledLanguage.interest`: which tables have something to say about a symbol. */
export const Interest = {
  role: 1,
  function: 2,
  statement: 4,
  token: 8,
  logical: 16,
  call: 32,
  /** A token that is a logical operator. */
  operator: 64,
} as const;

export interface CompiledLanguage {
  readonly declaration: LanguageDeclaration;
  readonly grammar: GrammarNames;
  /** `Interest` bits by symbol: 0 for most, which a walk passes over. */
  readonly interest: Uint8Array;
  readonly roles: SymbolTable;
  readonly functions: SymbolTable;
  /** By value of `functions`, from 1. */
  readonly shapes: readonly CompiledFunction[];
  readonly statements: SymbolTable;
  readonly tokens: SymbolTable;
  readonly annotations: SymbolTable;
  readonly notParameters: SymbolTable;
  /** 1 for fields whose nodes their control structure does not nest; by field. */
  readonly heads: Uint8Array;
  /** 1 for kinds that may hold logical operators, 2 for parentheses; by symbol. */
  readonly logicalNodes: Uint8Array;
  /** 1 for and, 2 for or; by symbol of the token. */
  readonly logicalTokens: Uint8Array;
  readonly interpolations: Uint8Array;
  readonly transparent: Uint8Array;
  /** Links to a child (see `linkOf`), by symbol of the node; 0 for none. */
  readonly namedBy: Int16Array;
  readonly members: Int16Array;
  readonly parameterNames: Int16Array;
  readonly calls: ReadonlyMap<number, CompiledCall>;
}

/** @throws InternalError that names the first selector, kind or field that the grammar does not know. */
export function compileDeclaration(
  declaration: LanguageDeclaration,
  grammar: GrammarNames,
): CompiledLanguage {
  const subject = `The declaration of ${declaration.name}`;
  const table = (entries: Iterable<readonly [string, number]>): SymbolTable =>
    new SymbolTable(grammar, entries, subject);
  const mark = (
    kinds: readonly string[],
    value = 1,
    into: Uint8Array = new Uint8Array(grammar.kinds.length),
  ): Uint8Array => {
    for (const kind of kinds)
      for (const symbol of symbolsOf(grammar, kind, kind, subject)) into[symbol] = value;
    return into;
  };
  const links = (entries: Readonly<Record<string, string>> = {}): Int16Array => {
    const into = new Int16Array(grammar.kinds.length);
    for (const [kind, name] of Object.entries(entries)) {
      const link = linkOf(grammar, name, kind, subject);
      for (const symbol of symbolsOf(grammar, kind, kind, subject)) into[symbol] = link;
    }
    return into;
  };
  const path = (text: string): FieldPath =>
    text.split('.').map((step) => {
      const repeat = step.endsWith('*');
      return { field: linkOf(grammar, repeat ? step.slice(0, -1) : step, text, subject), repeat };
    });

  const functionEntries = Object.entries(declaration.functions);
  if (functionEntries.length > 200) throw new InternalError(`${subject} has too many kinds of functions.`);
  const { logical } = declaration;
  const logicalNodes = mark(logical.parentheses, 2, mark(logical.nodes));
  const logicalTokens = mark(logical.or, 2, mark(logical.and));
  const heads = new Uint8Array(grammar.fields.length);
  for (const field of declaration.heads) heads[fieldOf(grammar, field, 'heads', subject)] = 1;

  const language = {
    declaration,
    grammar,
    interest: new Uint8Array(grammar.kinds.length),
    roles: table(
      Object.entries(declaration.roles).flatMap(([role, selectors]) =>
        selectors.map((selector) => [selector, roleNumbers[role as Role]] as const),
      ),
    ),
    functions: table(functionEntries.map(([selector], index) => [selector, index + 1] as const)),
    shapes: [null, ...functionEntries.map(([, shape]) => shape)].map((shape) => compileShape(shape, path)),
    statements: table(declaration.statements.map((selector) => [selector, 1] as const)),
    tokens: table([
      ...declaration.comments.map((selector) => [selector, TokenClass.comment] as const),
      ...declaration.operands.map((selector) => [selector, TokenClass.operand] as const),
      ...declaration.strings.map((selector) => [selector, TokenClass.string] as const),
      ...declaration.closers.map((selector) => [selector, TokenClass.closer] as const),
    ]),
    annotations: table((declaration.annotations ?? []).map((selector) => [selector, 1] as const)),
    notParameters: table((declaration.notParameters ?? []).map((selector) => [selector, 1] as const)),
    heads,
    logicalNodes,
    logicalTokens,
    interpolations: mark(declaration.interpolations ?? []),
    transparent: mark(declaration.transparent ?? []),
    namedBy: links(declaration.namedBy),
    members: links(declaration.members),
    parameterNames: links(declaration.parameterNames),
    calls: compileCalls(declaration, grammar, subject),
  } satisfies CompiledLanguage;

  for (let symbol = 0; symbol < grammar.kinds.length; symbol++) {
    if (
      language.tokens.values[symbol] === 0 &&
      grammar.named[symbol] === 0 &&
      /^\s*$/.test(grammar.kinds[symbol]!)
    ) {
      language.tokens.values[symbol] = TokenClass.blank;
    }
    language.interest[symbol] =
      (language.roles.values[symbol] ? Interest.role : 0) |
      (language.functions.values[symbol] ? Interest.function : 0) |
      (language.statements.values[symbol] ? Interest.statement : 0) |
      (language.tokens.values[symbol] ? Interest.token : 0) |
      (logicalNodes[symbol] === 1 ? Interest.logical : 0) |
      (language.calls.has(symbol) ? Interest.call : 0) |
      (logicalTokens[symbol] !== 0 ? Interest.operator : 0);
  }
  return language;
}

function compileShape(shape: FunctionShape | null, path: (text: string) => FieldPath): CompiledFunction {
  return {
    name: (shape?.name ?? []).map(path),
    fixedName: shape?.fixedName ?? null,
    namePrefix: shape?.namePrefix ?? '',
    parameters: (shape?.parameters ?? []).map(path),
    receiver: shape?.receiver === undefined ? null : path(shape.receiver),
    method: shape?.method ?? false,
  };
}

function compileCalls(
  declaration: LanguageDeclaration,
  grammar: GrammarNames,
  subject: string,
): Map<number, CompiledCall> {
  const calls = new Map<number, CompiledCall>();
  const field = (name: string | undefined, kind: string): number =>
    name === undefined ? 0 : linkOf(grammar, name, kind, subject);
  for (const [kind, call] of Object.entries(declaration.recursion?.calls ?? {})) {
    const compiled = {
      callee: field(call.callee, kind),
      object: field(call.object, kind),
      arguments: field(call.arguments, kind),
    };
    for (const symbol of symbolsOf(grammar, kind, kind, subject)) calls.set(symbol, compiled);
  }
  return calls;
}
