/** The format of a custom rule's file: data alone, so that reviewing a repository runs nothing of it. */
import { z } from 'zod';
import { Category, Severity } from '../schemas.ts';
import { type LanguageName, languageNames } from '../types.ts';
import { Condition } from './condition.ts';

/** Ids of rules and names of metrics. */
export const Id = z
  .string()
  .min(2)
  .max(80)
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'words in lower case with hyphens between were expected, such as "no-debug-print"',
  );

const Sentence = z.string().min(1).max(2_000);
const Code = z.string().min(1).max(20_000);
export const Language = z.enum(languageNames);

/** Which files are meant, as in a .gitignore, from the workspace's folder on. */
export const Paths = z.strictObject({
  include: z.array(z.string().min(1).max(500)).min(1).max(200).optional(),
  exclude: z.array(z.string().min(1).max(500)).min(1).max(200).optional(),
});
export type Paths = z.infer<typeof Paths>;

const RightObject = z.strictObject({
  code: Code,
  /** The first of the rule's languages when left out. */
  language: Language.optional(),
  path: z.string().min(1).max(500).optional(),
});

const WrongObject = RightObject.extend({
  /** How many findings; 1 when left out. */
  finds: z.int().min(1).max(1_000).optional(),
  /** The line of the first of them, from 1. */
  line: z.int().min(1).optional(),
  /** The example after the first finding's fix. */
  fixed: z.string().max(20_000).optional(),
});

export const Right = z.union([Code, RightObject]);
export type Right = z.infer<typeof Right>;
export const Wrong = z.union([Code, WrongObject]);
export type Wrong = z.infer<typeof Wrong>;

/** A rule of a project's own, as its file in `.opsmith/rules/` says it; see docs/custom-rules.md. */
export const RuleFile = z.strictObject({
  id: Id,
  title: z.string().min(1).max(200),
  severity: Severity,
  category: Category,
  /** JavaScript and TypeScript bring their dialects with JSX along. */
  languages: z.array(Language).min(1),
  match: Condition,
  message: Sentence,
  rationale: Sentence.optional(),
  suggestion: Sentence.optional(),
  /** What the match gives way to; shown as a patch, and written by `--fix` where it is safe. */
  fix: z
    .union([z.string().max(4_000), z.strictObject({ template: z.string().max(4_000), safe: z.boolean() })])
    .optional(),
  wrong: z.array(Wrong).max(100).optional(),
  right: z.array(Right).max(100).optional(),
  paths: Paths.optional(),
  cwe: z.int().min(1).max(9_999).optional(),
  source: Sentence.optional(),
  remediationMinutes: z.number().min(0).max(10_000).optional(),
  skipTests: z.boolean().optional(),
});
export type RuleFile = z.infer<typeof RuleFile>;

/** A rule without an estimate of its own counts as this many minutes. */
export const usualMinutes = 10;

/** The languages that a rule speaks of: those that it names, and their dialects with JSX. */
export function languagesOf({ languages }: Pick<RuleFile, 'languages'>): LanguageName[] {
  const dialects: Partial<Record<LanguageName, LanguageName>> = { javascript: 'jsx', typescript: 'tsx' };
  return [...new Set(languages.flatMap((name) => [name, dialects[name] ?? name]))];
}
