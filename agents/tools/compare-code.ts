import { existsSync, statSync } from 'node:fs';
import { basename, isAbsolute, resolve } from 'node:path';
import type {
  Change,
  ComparedFigure,
  ComparedFile,
  ComparedFunction,
  Comparison,
  Recommendation,
  SkippedPath,
  VersionSource,
} from '../../src/code/index.ts';
import { InputError } from '../../src/errors/index.ts';
import { createGit, nearestPath } from '../../src/host/index.ts';
import type { ActionContext, ActionResult, ResultItem } from '../define.ts';
import { counted, decimal, inlineCode, percent, table } from './figures.ts';
import { insideWorkspace } from './inside-workspace.ts';
import { skippedText } from './measure-code.ts';

export interface CompareInput {
  old?: string | undefined;
  new?: string | undefined;
  oldCode?: string | undefined;
  newCode?: string | undefined;
  language?: string | undefined;
  since?: string | undefined;
}

const functionsShown = 10;
const filesShown = 15;
const findingsShown = 10;

/** Files of a folder that are compared with how they were, at most. */
const filesCompared = 400;

/** Compares two versions of code and says which is better, and why. */
export async function compareCode(input: CompareInput, context: ActionContext): Promise<ActionResult> {
  const { compareVersions, LanguageName, loadRuleset } = await import('../../src/code/index.ts');
  const language = input.language === undefined ? undefined : LanguageName.safeParse(input.language).data;
  const settings = context.config.review;
  const versions = await versionsOf(input, context);
  const about = input.new === undefined ? { code: input.newCode } : { paths: [input.new] };
  if (versions.old === null) return { text: versions.lead, data: { files: [] }, about };
  const comparison = await compareVersions(versions.old, versions.young, {
    workspace: context.workspace,
    directory: context.workspace,
    language,
    ruleset: await loadRuleset({ workspace: context.workspace, folder: settings.folder, settings }),
    signal: context.signal,
  });
  return {
    text: versions.lead + comparisonText(comparison),
    data: { ...comparison, ...(versions.leftOut === undefined ? {} : { leftOut: versions.leftOut }) },
    items: comparison.findings.new.concat(comparison.findings.gone).map(itemOf),
    decidedBy: comparison.decidedBy,
    about,
  };
}

/** Two versions to compare, or none where there is no difference; and what the answer says of them first. */
type Versions =
  | { old: VersionSource; young: VersionSource; lead: string; leftOut?: { code: number; others: number } }
  | { old: null; lead: string };

async function versionsOf(input: CompareInput, context: ActionContext): Promise<Versions> {
  const { since: revision, new: path } = input;
  const young = versionOf(path, input.newCode);
  if (revision === undefined || path === undefined)
    return { old: versionOf(input.old, input.oldCode), young, lead: '' };
  if (!existsSync(resolve(context.workspace, path))) throw missing(path, context);
  const lead = `${inlineCode(path)} as it is now, against ${inlineCode(revision)}. `;
  if (statSync(resolve(context.workspace, path), { throwIfNoEntry: false })?.isDirectory() !== true)
    return { old: await committed(path, revision, context), young, lead };
  return folderVersions(path, revision, context);
}

function missing(path: string, { workspace }: ActionContext): InputError {
  insideWorkspace(workspace, path);
  const near = nearestPath(path, workspace);
  return new InputError(
    'not-found',
    `${path}: there is no such file or folder${near === null ? ' now, and only what is there is held against a version of it.' : `; did you mean ${near}?`}`,
  );
}

/** A folder's files of code that differ from a revision, on both sides. */
async function folderVersions(
  path: string,
  revision: string,
  { workspace, signal }: ActionContext,
): Promise<Versions> {
  insideWorkspace(workspace, path);
  const { filesSince } = await import('../../src/review/index.ts');
  const { before, now, skipped, leftOut, others } = await filesSince(revision, {
    path,
    directory: workspace,
    workspace,
    most: filesCompared,
    signal,
  });
  const changed = new Set([...before, ...now].map(({ path: each }) => each)).size;
  const beside =
    others === 0 ? '' : ` (and ${counted(others, 'other')} that ${others === 1 ? 'is' : 'are'} no code)`;
  if (changed === 0)
    return {
      old: null,
      lead: `No code under ${inlineCode(path)} differs from ${inlineCode(revision)}${others === 0 ? '' : `; ${counted(others, 'file')} that ${others === 1 ? 'is' : 'are'} no code ${others === 1 ? 'does' : 'do'}`}.`,
    };
  const more =
    leftOut === 0
      ? ''
      : ` ${counted(leftOut, 'more file')} of code ${leftOut === 1 ? 'differs' : 'differ'} and ${leftOut === 1 ? 'was' : 'were'} left out: name a folder in ${inlineCode(path)} to see ${leftOut === 1 ? 'it' : 'them'}.`;
  return {
    old: { files: before, skipped: skipped.before },
    young: { files: now, skipped: skipped.now },
    lead: `${inlineCode(path)} as it is now, against ${inlineCode(revision)}: ${counted(changed, 'file')} of code ${changed === 1 ? 'differs' : 'differ'}${beside}, and the figures are of ${changed === 1 ? 'it' : 'them'} alone.${more} `,
    leftOut: { code: leftOut, others },
  };
}

/** A file as it was in a revision. @throws InputError `bad-arguments`, `not-committed`, and where there is no repository */
async function committed(
  path: string,
  revision: string,
  { workspace, signal }: ActionContext,
): Promise<VersionSource> {
  const isPlain = /^\w[\w./~^@{}-]*$/.test(revision) && !isAbsolute(path) && !/^\.\.(?:\/|$)/.test(path);
  if (!isPlain)
    throw new InputError(
      'bad-arguments',
      `${revision}:${path} names no file of a revision: give a path inside the workspace, and a branch, a tag or a commit.`,
    );
  const git = await createGit({ folder: workspace, signal });
  const { status, stdout } = await git.run(['cat-file', 'blob', `${revision}:./${path}`], {
    allowed: [0, 128],
  });
  if (status !== 0)
    throw new InputError(
      'not-committed',
      `${revision} has no file ${path} to compare with: it is new since, or there is no such revision. “review my changes” looks at all that changed.`,
    );
  return { code: stdout.toString('utf8'), name: basename(path) };
}

function versionOf(path: string | undefined, code: string | undefined): VersionSource {
  if (path !== undefined) return { path };
  if (code !== undefined) return { code };
  throw new InputError('bad-arguments', 'Two versions are needed: two paths, or two pieces of code.');
}

const verdicts: Readonly<Record<Comparison['verdict'], string>> = {
  better: '**The new version is better.**',
  worse: '**The new version is worse.**',
  neither: '**Neither version is clearly better.**',
};

/** A comparison in Markdown: the verdict and its reasons, figures, findings, functions and files. */
export function comparisonText(comparison: Comparison): string {
  const { verdict, reasons, figures, files, findings, skipped } = comparison;
  const parts = [
    `${verdicts[verdict]} ${reasons.join(' ')}`,
    figuresText(figures),
    findingsText('New findings', findings.new),
    findingsText('Findings that are gone', findings.gone),
    findings.kept.length > 0 ? `${counted(findings.kept.length, 'finding')} in both.` : '',
    functionsText(files),
    filesText(files),
    skippedText([...skipped.old, ...skipped.new] satisfies SkippedPath[]),
    'Only figures and findings were compared, not whether both do the same.',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const rows: readonly [ComparedFigure, string, (value: number) => string][] = [
  ['score', 'score (of 1)', decimal],
  ['sloc', 'lines of code', decimal],
  ['cyclomatic', 'cyclomatic complexity', decimal],
  ['cognitive', 'cognitive complexity', decimal],
  ['maintainabilityIndex', 'maintainability index (of 100)', decimal],
  ['halsteadVolume', 'Halstead volume', decimal],
  ['duplication', 'duplication', percent],
  ['technicalDebtRatio', 'technical debt ratio', percent],
  ['securityScore', 'security score (of 1)', decimal],
];

function figuresText(figures: Comparison['figures']): string {
  return table(
    ['measure', 'old', 'new', 'change'],
    rows.map(([figure, name, write]) => {
      const { old, new: young, change } = figures[figure];
      return [name, write(old), write(young), signed(change, write)];
    }),
  );
}

function signed(change: number, write: (value: number) => string): string {
  if (change === 0) return '';
  const size = write(Math.abs(change));
  // Two figures that differ by less than is written of either.
  return /^0%?$/.test(size) ? '≈ 0' : `${change > 0 ? '+' : '−'}${size}`;
}

function findingsText(title: string, findings: readonly Recommendation[]): string {
  if (findings.length === 0) return '';
  const shown = findings.slice(0, findingsShown).map((finding) => `- ${heading(finding)}`);
  const more = findings.length - shown.length;
  return [`${title}:`, '', ...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

function heading({ severity, title, file, line, rule }: Recommendation): string {
  return `${severity}: ${title} (${file === '' ? '' : `${inlineCode(file)} `}line ${line}, ${rule})`;
}

function itemOf(finding: Recommendation): ResultItem {
  const fence = '`'.repeat(Math.max(3, ...(finding.quote.match(/`+/g) ?? []).map((run) => run.length + 1)));
  const advice = finding.suggestion === null ? '' : `\n\nInstead: ${finding.suggestion}`;
  return {
    id: finding.id,
    title: heading(finding),
    detail: `**${heading(finding)}**\n\n${fence}\n${finding.quote}\n${fence}\n\n${finding.message}${advice}`,
  };
}

function functionsText(files: readonly ComparedFile[]): string {
  const changed = files
    .filter(({ status }) => status === 'changed')
    .flatMap(({ functions, new: path }) => functions.map((each) => ({ each, path: path ?? '' })))
    .toSorted((a, b) => weight(b.each) - weight(a.each));
  if (changed.length === 0) return '';
  const isMany = files.length > 1;
  const lines = changed
    .slice(0, functionsShown)
    .map(
      ({ each, path }) => `- ${functionLine(each)}${isMany && path !== '' ? `, in ${inlineCode(path)}` : ''}`,
    );
  const more = changed.length > lines.length ? `\n- and ${changed.length - lines.length} more` : '';
  return `Functions that changed:\n\n${lines.join('\n')}${more}`;
}

function weight({ figures }: ComparedFunction): number {
  return Math.abs(figures.cognitive.change) * 10 + Math.abs(figures.sloc.change);
}

function functionLine({ name, oldName, status, figures }: ComparedFunction): string {
  const called = oldName === undefined ? inlineCode(name) : `${inlineCode(oldName)}, now ${inlineCode(name)}`;
  if (status === 'added')
    return `${called} is new: cognitive ${figures.cognitive.new}, cyclomatic ${figures.cyclomatic.new}, ${counted(figures.sloc.new, 'line')}`;
  if (status === 'removed')
    return `${called} is gone: it had cognitive ${figures.cognitive.old}, ${counted(figures.sloc.old, 'line')}`;
  return `${called}: ${[arrow('cognitive', figures.cognitive), arrow('cyclomatic', figures.cyclomatic), arrow('nesting', figures.nesting), arrow('lines', figures.sloc)].filter(Boolean).join(', ') || 'other code, the same figures'}`;
}

function arrow(name: string, { old, new: young }: Change): string {
  return old === young ? '' : `${name} ${old} → ${young}`;
}

function filesText(files: readonly ComparedFile[]): string {
  if (files.length < 2) return '';
  const changed = files.filter(({ status }) => status !== 'same');
  const same = files.length - changed.length;
  const shown = changed
    .slice(0, filesShown)
    .map(({ old, new: young, status, figures }) => [
      inlineCode(young ?? old ?? ''),
      status,
      ...(['score', 'cognitive', 'sloc'] as const).map((figure) =>
        status === 'added'
          ? decimal(figures[figure].new)
          : status === 'removed'
            ? decimal(figures[figure].old)
            : `${decimal(figures[figure].old)} → ${decimal(figures[figure].new)}`,
      ),
    ]);
  const rest = [
    ...(changed.length > shown.length ? [`${changed.length - shown.length} more changed`] : []),
    ...(same > 0 ? [`${counted(same, 'file')} the same`] : []),
  ];
  return [
    ...(shown.length > 0 ? [table(['file', 'status', 'score', 'cognitive', 'lines'], shown, 2)] : []),
    ...(rest.length > 0 ? [`${rest.join(', ')}.`] : []),
  ].join('\n\n');
}
