/**
 * The format in which a language is declared: data alone, one file a language in `languages/`.
 * `docs/languages.md` shows how to write one; `compile-declaration.ts` turns it into lookup tables by grammar symbol.
 */
import type { LanguageName } from './types.ts';

/**
 * Which nodes are meant, in a small CSS-like notation over the grammar's node kinds:
 *
 * - `if_statement`: nodes of that kind (a named kind where the grammar has one, else the literal token);
 * - `"if"`: the literal token, where a named kind has the same name;
 * - `else_clause > if_statement`: a direct child (`impl_item > declaration_list > function_item`: of a direct child);
 * - `if_statement > alternative:if_statement`: a direct child that its parent names by the field `alternative`;
 * - `if_statement > alternative:*`: a child of any kind;
 * - `break_statement[label]`: that has the field `label`; `method_declaration[!body]`: that has none;
 * - `match_arm[pattern=_]`, `match_arm[pattern!=_]`: whose field has, or has not, exactly this text;
 * - where the grammar has no field of the name in brackets, it is the kind of a direct child: `case_clause[case_pattern=_]`.
 *
 * A kind may carry several conditions in brackets, a parent too. A kind that the grammar does not know is an error at load.
 */
export type Selector = string;

/** What a node is to the control flow; `role-effects.ts` says what each counts in which metric. */
export type Role =
  /** `if`, `unless`, also as a modifier. Cyclomatic 1; cognitive 1 + nesting; one level of nesting. */
  | 'if'
  /** An `if` that goes on an `else` which is declared under `else`: cyclomatic 1, no level of nesting of its own. */
  | 'elseIf'
  /** One node that is both: Python's `elif_clause`. Cyclomatic 1, cognitive 1, no level of nesting of its own. */
  | 'elif'
  /** `else`, of an if and where the language has it of a loop or a try: cognitive 1. A node or the token itself. */
  | 'else'
  /** Every loop. Cyclomatic 1; cognitive 1 + nesting; one level of nesting. */
  | 'loop'
  /** The whole of `switch`, `match`, `select`. Cognitive 1 + nesting; one level of nesting. */
  | 'switch'
  /** A case label or match arm that is not the default: cyclomatic 1. */
  | 'case'
  /** `catch`, `except`, `rescue`. Cyclomatic 1; cognitive 1 + nesting; one level of nesting. */
  | 'catch'
  /** `? :` and its like. Cyclomatic 1; cognitive 1 + nesting; raises the nesting for cognitive only. */
  | 'ternary'
  /** A jump to a label, `goto`: cognitive 1. */
  | 'jump'
  /** Counts 1 in cyclomatic and nothing else: a guard, a comprehension's `for` and `if`. */
  | 'decision'
  /** What stands in the head of its parent, where the grammar has no field for it (`heads`): Go's `range_clause`. */
  | 'head'
  /** Nothing in it counts as control flow, logical operators neither: the conditions of C's `#if`. */
  | 'uncounted'
  /** None of the above: an exception to a broader selector, `match_arm[pattern=_]`. */
  | 'none';

/**
 * How the parts of a kind of function are found. A path is field names joined by `.`; `declarator*` follows while it can.
 * Here and wherever else a field is asked for below, a name that is no field of the grammar is the kind of a direct child.
 */
export interface FunctionShape {
  /** Paths to the node that holds the name, tried in order; none where functions of this kind have no name of their own. */
  name?: readonly string[];
  /** A name that all of this kind have, where no node holds it: `constructor`. */
  fixedName?: string;
  /** What stands before the name that the node holds: `operator ` of C++'s `operator bool`. */
  namePrefix?: string;
  /**
   * Paths to the parameter list, tried in order. Its named children are counted; a node without children is one
   * parameter (JavaScript's `x => x`).
   */
  parameters?: readonly string[];
  /** A member of a class or an object: calling it by its bare name is no recursion, unless `recursion.bareMethods`. */
  method?: boolean;
  /** Path to the node that names the method's own object, where every method names it itself (Go's receiver). */
  receiver?: string;
}

/** How calls look, for direct recursion. */
export interface RecursionDeclaration {
  /** Kind of call -> fields: what is called, and, where they are separate, the object and the arguments. */
  calls: Readonly<Record<string, { callee: string; object?: string; arguments?: string }>>;
  /** Texts of objects that mean the method's own object or class: `this`, `self`. */
  receivers: readonly string[];
  /** Whether a bare name may call a method of one's own class (Java, C++, C#, Ruby). */
  bareMethods?: boolean;
  /** Whether functions are told apart by their number of parameters too, so that a call must have as many arguments. */
  overloads?: boolean;
}

/** A trait of code without a name; the weights of all that match are added up (see `detect-language.ts`). */
export interface Hint {
  pattern: RegExp;
  /** 1 for a faint sign, 3 for a clear one, 10 for one that no other language has; below 0 speaks against. */
  weight: number;
}

export interface LanguageDeclaration {
  name: LanguageName;
  /** The grammar's file in tree-sitter-wasms is `tree-sitter-<grammar>.wasm`. */
  grammar: string;
  /** With the dot, lower case. */
  extensions: readonly string[];
  /** Whole file names, exact. */
  fileNames?: readonly string[];
  /** Programs that a shebang names, without version: `python` for `#!/usr/bin/env python3.12`. */
  interpreters?: readonly string[];
  hints: readonly Hint[];

  comments: readonly Selector[];
  /** Decorators, annotations, attributes, template headers: a function's first line is that of its first token after them. */
  annotations?: readonly Selector[];
  /** Nodes that count one logical line each. */
  statements: readonly Selector[];

  /** Functions with a body: selector -> where its parts are. The first selector that fits, in this order. */
  functions: Readonly<Record<Selector, FunctionShape>>;
  /** Children of a parameter list that are none: Python's `*` and `/`, C's `(void)`. */
  notParameters?: readonly Selector[];
  /** Kinds of parameter node that may declare several names, and the field of each name (Go's `a, b int`). */
  parameterNames?: Readonly<Record<string, string>>;
  /** Kind of node -> the field that names a function without a name that stands directly in it (`const f = () => 1`). */
  namedBy?: Readonly<Record<string, string>>;
  /** Kinds between a function and the node that names it which change nothing: parentheses, Go's expression lists. */
  transparent?: readonly string[];
  /** Kinds such as `a.b`, and the field of the last part: of `exports.parse = …` the name is `parse`. */
  members?: Readonly<Record<string, string>>;
  recursion?: RecursionDeclaration;

  roles: Readonly<Partial<Record<Role, readonly Selector[]>>>;
  /** Fields whose nodes are not inside what their `if`, loop or `switch` nests: the condition, a `for`'s header. */
  heads: readonly string[];
  /** `&&` and `||`: the kinds of node whose direct children are the operators, the operators, and what a run goes through. */
  logical: {
    nodes: readonly string[];
    and: readonly string[];
    or: readonly string[];
    parentheses: readonly string[];
  };
  /**
   * The white paper's exceptions: `declarative-scope` for JavaScript's outer functions without control flow of their own,
   * `decorator` for a Python function that holds one function and a return.
   */
  nestingException?: 'declarative-scope' | 'decorator';

  /** One operand each, with whatever is inside: identifiers, numbers, value words, primitive types, regexes, characters. */
  operands: readonly Selector[];
  /** Strings: one operand with the quotes; with interpolation inside, each piece of text is one and the quotes are nothing. */
  strings: readonly Selector[];
  /** What interrupts the text of a string: `template_substitution`, `interpolation`. */
  interpolations?: readonly string[];
  /** The closing halves of brackets: nothing, since the opening counts. `)`, `]`, `}` and, where they close, `>` and its like. */
  closers: readonly Selector[];
}
