/** What a file tells of how it hangs together with others: what it defines, what it imports, what it calls. */
import type { LanguageName } from '../types.ts';

/** A named function or a class. Functions without a name are parts of what is around them. */
export interface Definition {
  kind: 'function' | 'class';
  /** With the names of the classes and functions around it: `Cart.total`. */
  name: string;
  line: number;
  endLine: number;
  /** Lines of code, cyclomatic and cognitive complexity; 0 for a class. */
  sloc: number;
  cyclomatic: number;
  cognitive: number;
  /** Place of the class or function around it, or -1. */
  owner: number;
  /** Last names of the classes that a class extends or implements. */
  bases?: string[];
  /** How many parameters a function has, in languages where others of its name may stand beside it. */
  parameters?: number;
  /** MinHash of the shape of a function's code, 16 numbers in base64; none for short functions. */
  sketch?: string;
}

/** A statement that takes names from another module, or hands them on. */
export interface Import {
  /** As it is written, without quotes: `./cart.ts`, `..models`, `java.util.List`. */
  module: string;
  line: number;
  /** Local name and the name there; `*` for all of a module, `default` for its default. */
  names: (readonly [local: string, imported: string])[];
  /** Whether the names are handed on and not known here. */
  isReexport?: boolean;
  /** Whether the module is not run by it: only types are taken, or it is loaded later, if at all. */
  isDeferred?: boolean;
}

/** Calls of one name on one receiver, within one definition. */
export interface Call {
  /** Place of the definition that calls, or -1 for the file itself. */
  caller: number;
  /** Last part of what is called. */
  name: string;
  /** What stands before it: empty, `this`, `module.part`; `?` for an expression. */
  receiver: string;
  /** Place of the definition, or -1 for code outside of all, that binds the name (or the receiver's first word) itself: a parameter or a variable. */
  local?: number;
  /** With how many arguments, in languages where functions of one name are told apart by them. */
  args?: number;
  /** Of the first of them. */
  line: number;
  count: number;
}

export interface Outline {
  language: LanguageName;
  sloc: number;
  cyclomatic: number;
  cognitive: number;
  definitions: Definition[];
  imports: Import[];
  calls: Call[];
  /** Names by which others know a definition: `default`, or what `export { a as b }` says. */
  exports: Record<string, string>;
  /** Types of variables and parameters, where the file gives each name one type only. */
  types: Record<string, string>;
  /** Java's package, PHP's or C#'s namespace; empty where there is none. */
  package: string;
}
