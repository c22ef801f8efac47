import type { LanguageName } from '../../src/code/index.ts';

/** Where a snippet is from: the package's licence asks for that. */
export interface Origin {
  registry: 'npm' | 'pypi' | 'maven' | 'go' | 'crates' | 'debian';
  package: string;
  version: string;
  /** SPDX. */
  licence: string;
  /** Inside the package. */
  file: string;
  /** Lines of the file, as `from-to` ranges. */
  lines: string;
}

/** A parameter of the snippet's function. */
export interface Parameter {
  name: string;
  /** As declared; empty where the language or the code declares none. */
  type: string;
}

/** A function as somebody wrote it, with the imports that it uses and the header of the class around it. */
export interface Snippet {
  language: LanguageName;
  origin: Origin;
  lines: readonly string[];
  /** Where an import would be added (an index into `lines`). */
  importAt: number;
  /** First line of the function's declaration, first line of its body, and its last line (indices). */
  header: number;
  body: number;
  last: number;
  /** White space before the statements of the body. */
  indent: string;
  parameters: readonly Parameter[];
}

/** A change of some lines: those from `at` on (an index), `remove` of them, give way to `insert`. */
export interface Edit {
  at: number;
  remove: number;
  insert: readonly string[];
}

/** A place where an operator can do its work. */
export interface Site {
  edit: Edit;
  /** Lines of the changed text (indices from `edit.at`, may be negative), where a reviewer may point to as well. */
  also?: readonly number[];
  /** Import lines that the new code needs. */
  needs?: readonly string[];
}
