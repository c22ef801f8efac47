/** One piece of code at a time: for the REPL, for standard input, for reviews. */
import { InputError } from '../errors/index.ts';
import { analyzeTree } from './analyze.ts';
import { activeRulesFor } from './custom/active-rules-for.ts';
import type { Ruleset } from './custom/ruleset.ts';
import { detectLanguage } from './detect-language.ts';
import { fillInDuplication } from './fill-in-duplication.ts';
import { markOfText } from './fixes/text-form.ts';
import { type Language, loadLanguage } from './language.ts';
import type { Omission } from './omission.ts';
import { normalizeSource } from './source-text.ts';
import type { SyntaxTree } from './syntax-tree.ts';
import { TreeBuffer } from './tree-buffer.ts';
import {
  type Finding,
  type LanguageName,
  languageNames,
  type MeasuredFile,
  type SuppressedFinding,
} from './types.ts';

export interface SourceOptions {
  /** As it is to be shown, and a hint at the language; none for a snippet. */
  path?: string;
  source: string;
  /** Found out when left out. */
  language?: LanguageName | undefined;
  /** What is not worked out at all; nothing by default. */
  without?: readonly Omission[] | undefined;
  /** A workspace's own rules, metrics and settings. */
  ruleset?: Ruleset | undefined;
}

/** A parsed text, in arrays of its own. */
export interface ParsedSource {
  tree: SyntaxTree;
  language: LanguageName;
}

/**
 * Parses a text into a flat tree.
 *
 * @throws InputError `language-unknown` when the language is neither given nor to be found out.
 */
export async function parseSource(options: SourceOptions): Promise<ParsedSource> {
  const source = normalizeSource(options.source);
  const name = options.language ?? (await detectLanguage({ path: options.path, source }));
  if (name === null) throw unknownLanguage(options.path);
  const tree = new TreeBuffer();
  const loaded = await loadLanguage(name);
  await loaded.parser.complete(() => parseText({ source, path: options.path }, loaded, tree));
  return { tree, language: name };
}

/** Parses a normalised text by its language. Pasted PHP is code without the tag that a file has around it. */
export function parseText(
  { source, path }: Pick<SourceOptions, 'source' | 'path'>,
  { name, parser }: Language,
  into: TreeBuffer,
): void {
  const lacksTag = name === 'php' && !path && !source.includes('<?');
  parser.parseInto(lacksTag ? phpTag + source : source, into);
  if (lacksTag) withoutBeginning(into, source, phpTag.length);
}

const phpTag = '<?php ';

/** Makes the tree of a text with something put before it the tree of the text: what was put before has no length. */
function withoutBeginning(tree: TreeBuffer, source: string, length: number): void {
  for (let row = 0; row < tree.count; row++) {
    tree.start[row] = Math.max(0, tree.start[row]! - length);
    tree.end[row] = Math.max(0, tree.end[row]! - length);
  }
  tree.source = source;
}

/** A text measured and judged by the rules; its tree for those who look further. */
export async function analyzeSource(
  options: SourceOptions,
): Promise<{ file: MeasuredFile; findings: Finding[]; suppressed: SuppressedFinding[]; tree: SyntaxTree }> {
  const { tree, language } = await parseSource(options);
  const loaded = await loadLanguage(language);
  const { path = '' } = options;
  const patched = {
    mark: markOfText(options.source),
    parse: (source: string, into: TreeBuffer) => parseText({ source, path }, loaded, into),
  };
  const active = await activeRulesFor(options.ruleset, loaded, path);
  const { without = [] } = options;
  const isJudged = !without.includes('findings');
  const judging = isJudged ? await import('./judging.ts') : undefined;
  const analysis = await loaded.parser.complete(() =>
    analyzeTree({
      path,
      tree,
      language: loaded,
      judging,
      patched: isJudged ? patched : undefined,
      active,
      without,
    }),
  );
  if (!without.includes('clones')) fillInDuplication([analysis]);
  return { file: analysis.file, findings: analysis.findings, suppressed: analysis.suppressed, tree };
}

/**
 * Measures a text. An empty one has all figures 0 and a maintainability index of 100.
 *
 * @throws InputError `language-unknown` when the language is neither given nor to be found out.
 */
export async function measureSource(options: SourceOptions): Promise<MeasuredFile> {
  return (await analyzeSource(options)).file;
}

/** The error for code whose language can't be told; `path` is left out for a snippet. */
export function unknownLanguage(path: string | undefined): InputError {
  const what = path ? `The language of ${path}` : 'The language of this code';
  return new InputError(
    'language-unknown',
    `${what} can't be told from its name or content. Say which it is (commands take --language): ${languageNames.join(', ')}.`,
    { details: { path: path ?? null } },
  );
}
