/** All the mends of one text together: taken as far as they go together, verified as a whole, and again until nothing is left to mend. */
import { activeRulesFor } from '../custom/active-rules-for.ts';
import type { Ruleset } from '../custom/ruleset.ts';
import { judge } from '../judge.ts';
import { loadLanguage } from '../language.ts';
import { parseSource, parseText } from '../measure-source.ts';
import { measureTree } from '../measure-tree.ts';
import { type Finding, type FixLevel, type LanguageName, severities, type TextEdit } from '../types.ts';
import { composeEdits } from './compose-edits.ts';
import { applyEdits, combineEdits, withLineEndsOf } from './edits.ts';
import { hunksOf } from './unified-diff.ts';
import { holdsAfter, type JudgedFile } from './verify-fixes.ts';

export interface MendOptions {
  /** Without a byte-order mark, its line ends as they are. */
  source: string;
  /** What stands before it in its file. */
  mark: string;
  path: string;
  language: LanguageName;
  /** Whether only mends that are safe are wanted, or those that are for a person to judge as well. */
  levels: readonly FixLevel[];
  /** The findings that may be mended, by rule, line and quote; all when left out. */
  wanted?: readonly Pick<Finding, 'rule' | 'line' | 'quote'>[] | undefined;
  /** What a workspace adds to the built-in rules, and where the file lies in it. */
  own?: { ruleset: Ruleset; absolute: string } | undefined;
}

/** What was mended: the rule, and the line that it was on when its turn came. */
export interface Change {
  rule: string;
  title: string;
  line: number;
  fix: FixLevel;
  /** From 1; a later round mends what an earlier one laid bare or had to leave. */
  round: number;
}

export interface MendedSource {
  text: string;
  changes: Change[];
  /** From the old text to the new one, without file names; empty where nothing changed. */
  hunks: string;
  /** Mends that were wanted and could not be made together with the others, or did not hold. */
  left: Pick<Finding, 'rule' | 'title' | 'line'>[];
}

/** Each round mends at least one finding and lets none of medium severity in, so that few are needed; this ends what does not end by itself. */
const mostRounds = 10;

/** Mends a text until nothing is left that may be mended. */
export async function mendSource(options: MendOptions): Promise<MendedSource> {
  const { source, mark } = options;
  let text = source;
  let edits: TextEdit[] = [];
  const changes: Change[] = [];
  let left: Finding[] = [];
  let mayMend = startsWith(options);
  for (let round = 1; round <= mostRounds; round += 1) {
    const file = await judged(text, options);
    const { candidates, next } = mayMend(file.findings);
    const made = take(candidates, file.judged);
    left = made.left;
    if (made.edits.length === 0) break;
    edits = composeEdits(source, edits, made.edits);
    text = applyEdits(text, made.edits);
    for (const { rule, title, line, fix } of made.taken)
      changes.push({ rule, title, line, fix: fix ?? 'shown', round });
    mayMend = next(made.left);
  }
  return {
    text,
    changes,
    hunks: hunksOf(source, edits, mark),
    left: left.map(({ rule, title, line }) => ({ rule, title, line })),
  };
}

interface Candidates {
  candidates: Finding[];
  next: (left: readonly Finding[]) => (findings: readonly Finding[]) => Candidates;
}

/**
 * Who is mended: in the first round what is wanted. After it lines have moved; where all was wanted, all goes on being so, and where
 * only some was, no more than what had to wait.
 */
function startsWith({ wanted, levels }: MendOptions): (findings: readonly Finding[]) => Candidates {
  const mendable = (findings: readonly Finding[]) =>
    findings
      .filter(({ edits, fix }) => edits !== undefined && levels.includes(fix ?? 'shown'))
      .sort((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity) || a.line - b.line);
  const all = (findings: readonly Finding[]): Candidates => ({
    candidates: mendable(findings),
    next: () => all,
  });
  const waiting =
    (rest: readonly Finding[]) =>
    (findings: readonly Finding[]): Candidates => {
      const quota = new Map<string, number>();
      for (const { rule } of rest) quota.set(rule, (quota.get(rule) ?? 0) + 1);
      const candidates = mendable(findings).filter(({ rule }) => {
        const room = quota.get(rule) ?? 0;
        quota.set(rule, room - 1);
        return room > 0;
      });
      return { candidates, next: waiting };
    };
  if (wanted === undefined) return all;
  const keys = new Set(wanted.map(keyOf));
  return (findings) => {
    const can = mendable(findings);
    const candidates = can.filter((finding) => keys.has(keyOf(finding)));
    return { candidates, next: candidates.length === can.length ? () => all : waiting };
  };
}

function keyOf({ rule, line, quote }: Pick<Finding, 'rule' | 'line' | 'quote'>): string {
  return `${rule}\0${line}\0${quote}`;
}

async function judged(
  text: string,
  { path, language: name, own }: MendOptions,
): Promise<{ findings: Finding[]; judged: JudgedFile }> {
  const { tree, language } = await parseSource({ source: text, path, language: name });
  const loaded = await loadLanguage(language);
  // Edits are tried out by parsing what they make, which must not wait.
  await loaded.parser.load();
  const { functions, metrics, errors } = measureTree(tree, loaded);
  const active = own === undefined ? undefined : await activeRulesFor(own.ruleset, loaded, own.absolute);
  const options = { tree, language, path, functions, sloc: metrics.sloc, ...active?.judging };
  const { findings, raw } = judge(options);
  return {
    findings,
    judged: {
      options,
      language: loaded,
      raw,
      errors: errors.length,
      mark: '',
      parse: (source, into) => parseText({ source, path }, loaded, into),
    },
  };
}

/** The edits of as many findings as go together; where they do not hold as a whole, of those that hold one after the other. */
function take(
  candidates: readonly Finding[],
  file: JudgedFile,
): { edits: TextEdit[]; taken: Finding[]; left: Finding[] } {
  const { source } = file.options.tree;
  const sets = candidates.map(({ edits }) => withLineEndsOf(source, edits!));
  const together = combineEdits(sets, source.length);
  const some = together.taken.map((place) => candidates[place]!);
  if (some.length === 0 || holdsAfter(together.edits, some, file))
    return { edits: together.edits, taken: some, left: together.left.map((place) => candidates[place]!) };
  let edits: TextEdit[] = [];
  const taken: Finding[] = [];
  const left: Finding[] = [];
  for (const [place, finding] of candidates.entries()) {
    const more = combineEdits([edits, sets[place]!], source.length);
    if (more.left.length === 0 && holdsAfter(more.edits, [...taken, finding], file)) {
      edits = more.edits;
      taken.push(finding);
    } else left.push(finding);
  }
  return { edits, taken, left };
}
