/** Findings and rules at length, in Markdown: composed from what the rule declares and what the file holds. */
import type { ListedExample, ListedRule } from '../custom/list-rules.ts';
import { familyOf } from '../rules/languages.ts';
import type { LanguageName, Recommendation } from '../types.ts';
import { codeFrame } from './code-frame.ts';

export interface FindingGround {
  /** The rule that found it; null for a model's finding, and for a rule that is gone. */
  rule: ListedRule | null;
  language: LanguageName | null;
  /** The file's text as it is now, or null where it can't be read. */
  source: string | null;
}

/** Examples longer than this show a size, not a shape. */
const longestExample = 420;

/** A finding at length: the code, why it matters, what led to it, how to mend it, right and wrong examples, how to silence it. */
export function explainFinding(finding: Recommendation, { rule, language, source }: FindingGround): string {
  const { severity, title, file, line, endLine, message, suggestion, evidence, patch, fix, id } = finding;
  const place = endLine > line ? `lines ${line} to ${endLine}` : `line ${line}`;
  const frame = source === null ? null : codeFrame(finding, source);
  const parts = [
    `**${severity}: ${title}** (${file === '' || file === '-' ? '' : `${code(file)}, `}${frame === null ? place : placeOf(frame)})`,
    frame === null
      ? `${block(finding.quote, language)}${source === null ? '' : '\n\nThe code has changed since: this is no longer in the file.'}`
      : block(frame.text, language),
    message,
    ...section('Why it matters', rationale(rule)),
    ...section('What led to it', evidenceText(finding.source, withoutCwe(evidence, rule))),
    ...section('How to mend it', mendText({ suggestion, patch, fix, file })),
    ...(rule === null ? [] : examplesText(rule, language)),
    ...section('If it is meant', silenceText(finding, language)),
    `${code(id)} · ${code(finding.rule)} · ${finding.category} · ${acceptance(finding.acceptance)}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** A rule at length: what it looks for, why, its examples, how to silence it and how to switch it. */
export function explainRule(rule: ListedRule): string {
  const facts = [
    `${rule.category}, ${rule.severity}`,
    rule.languages.length === 13 ? 'every language' : rule.languages.join(', '),
    rule.enabled ? 'on' : 'off',
    `${rule.why}`,
    `about ${rule.remediationMinutes} minutes to mend`,
    ...(rule.file === null ? [] : [`from ${code(rule.file)}`]),
  ];
  const parts = [
    `**${rule.id}: ${rule.title}**`,
    facts.join(' · '),
    rationale(rule),
    ...section('How to mend it', rule.fix ?? ''),
    ...examplesText(rule, rule.languages[0] ?? null),
    ...section('If it is meant', silenceText({ rule: rule.id }, rule.languages[0] ?? null)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function section(title: string, text: string): string[] {
  return text === '' ? [] : [`**${title}**`, text];
}

function placeOf({ line, endLine }: { line: number; endLine: number }): string {
  return endLine > line ? `lines ${line} to ${endLine}` : `line ${line}`;
}

function rationale(rule: ListedRule | null): string {
  if (rule === null) return '';
  const sources = [
    ...(rule.cwe === null
      ? []
      : [`[CWE-${rule.cwe}](https://cwe.mitre.org/data/definitions/${rule.cwe}.html)`]),
    ...(rule.source === null ? [] : [`Source: ${rule.source}`]),
  ];
  return [rule.rationale, sources.join(' · ')].filter((part) => part !== '').join('\n\n');
}

/** The rule's weakness is told of beside its rationale. */
function withoutCwe(evidence: readonly string[], rule: ListedRule | null): readonly string[] {
  return rule === null ? evidence : evidence.filter((fact) => fact !== `CWE-${rule.cwe}`);
}

function evidenceText(source: Recommendation['source'], evidence: readonly string[]): string {
  const facts = evidence.map((fact) => `- ${fact}`).join('\n');
  if (source !== 'model') return facts;
  const lead =
    'A language model proposed this, and no rule stands behind it. Its quote is in the code to the letter, and a second pass that argued against it did not refute it.';
  return facts === '' ? lead : `${lead}\n\n${facts}`;
}

function mendText({
  suggestion,
  patch,
  fix,
  file,
}: Pick<Recommendation, 'suggestion' | 'patch' | 'fix' | 'file'>): string {
  const path = /\s/.test(file) ? JSON.stringify(file) : file;
  const how =
    patch === null
      ? ''
      : fix === 'safe'
        ? `${code(`opsmith review ${path} --fix`)} shows what it mends, this among it; with ${code('--write')} it does it.`
        : `Look at the patch before you take it: what it changes may be meant. ${code(`opsmith review ${path} --patch all.patch`)} writes it, with the others of the file.`;
  return [suggestion ?? '', patch === null ? '' : block(patch.trimEnd(), 'diff'), how]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A wrong example in the finding's language, with what mends it, and a right one that looks like it. */
function examplesText(rule: ListedRule, language: LanguageName | null): string[] {
  const wrong = exampleFor(rule.wrong, language);
  if (wrong === null) return [];
  const right = exampleFor(
    rule.right.filter((example) => isAlike(example.language, wrong.language)),
    wrong.language,
  );
  return [
    '**What the rule finds**',
    block(wrong.code, wrong.language),
    ...(wrong.fixed === undefined ? [] : ['which becomes', block(wrong.fixed, wrong.language)]),
    ...(right === null ? [] : ['**What it leaves alone**', block(right.code, right.language)]),
  ];
}

/** The shortest example of the language, or of one that is written alike, or of any. */
function exampleFor(examples: readonly ListedExample[], language: LanguageName | null): ListedExample | null {
  const rank = (example: ListedExample): number =>
    example.language === language ? 0 : isAlike(example.language, language) ? 1 : 2;
  const short = examples.filter((example) => example.code.length <= longestExample);
  return short.toSorted((a, b) => rank(a) - rank(b) || a.code.length - b.code.length)[0] ?? null;
}

function isAlike(one: LanguageName, other: LanguageName | null): boolean {
  return other !== null && familyOf(one) === familyOf(other);
}

function silenceText({ rule }: { rule: string }, language: LanguageName | null): string {
  const mark = language === 'python' || language === 'ruby' ? '#' : '//';
  return `${code(`${mark} opsmith-ignore ${rule}: the reason`)} on the line, or on the line before it, silences it there; ${code('review.rules')} in the configuration switches the rule off for the project.`;
}

function acceptance(probability: number): string {
  return `expected to be accepted ${Math.round(probability * 100)} times of 100`;
}

/** Text as code in Markdown, on one line, whatever backticks it holds. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const fence = '`'.repeat(Math.max(1, ...(line.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return fence.length === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

function block(text: string, language: string | null): string {
  const fence = '`'.repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `${fence}${language ?? ''}\n${text}\n${fence}`;
}
