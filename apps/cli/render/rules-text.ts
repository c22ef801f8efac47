import type { ListedExample, ListedRule, TriedRule } from '../../../src/code/index.ts';
import { highlight } from '../terminal/highlight.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { cut, wrap } from '../terminal/width.ts';

/** Examples longer than this show a size, not a shape. */
const longestExample = 600;
/** Examples of each kind that are shown of one rule. */
const mostExamples = 2;

/** The rules as a table. */
export function renderRules(rules: readonly ListedRule[], { columns, style }: Screen): string[] {
  if (rules.length === 0) return ['There is no such rule.'];
  const rows = rules.map((rule) => [
    printable(rule.id),
    rule.severity,
    rule.category,
    languagesOf(rule),
    rule.enabled ? style.green('on') : style.dim('off'),
    rule.file === null
      ? // The reason is a clause, which `rules show` and JSON give.
        rule.why.split(':')[0]!
      : printable(`${rule.file}${rule.why === 'by default' ? '' : `, ${rule.why}`}`),
  ]);
  const titles = [
    { title: 'rule', shrink: 1 },
    { title: 'severity', shrink: 0 },
    { title: 'category', shrink: 0 },
    { title: 'languages', maxWidth: 30, shrink: 3 },
    { title: '', shrink: 0 },
    { title: 'why', shrink: 2 },
  ];
  const on = rules.filter(({ enabled }) => enabled).length;
  const own = rules.filter(({ origin }) => origin !== 'built-in').length;
  const sum = `${rules.length} rules, ${on} of them on${own === 0 ? '' : `, ${own} your own`}`;
  return [...renderTable(titles, rows, { columns, style }), '', ...wrap(sum, columns)];
}

/** One rule: its facts, its reasons, what it finds and what it leaves alone. */
export function renderRule(rule: ListedRule, screen: Screen): string[] {
  const { style, columns } = screen;
  const facts = [
    rule.severity,
    rule.category,
    languagesOf(rule),
    `${rule.enabled ? 'on' : 'off'} (${rule.why})`,
    `${rule.remediationMinutes} minutes to mend`,
    ...(rule.cwe === null ? [] : [`CWE-${rule.cwe}`]),
  ];
  const paragraph = (text: string) => wrap(printable(text), columns);
  return [
    `${style.bold(printable(rule.title))}  ${style.dim(printable(rule.id))}`,
    ...paragraph(facts.join(' · ')).map(style.dim),
    '',
    ...paragraph(rule.rationale),
    ...(rule.fix === null ? [] : ['', `${style.bold('Instead:')}`, ...indented(printable(rule.fix))]),
    ...examples('Finds:', rule.wrong, screen),
    ...examples('Leaves alone:', rule.right, screen),
    ...(rule.source === null ? [] : ['', ...paragraph(`Source: ${rule.source}`)]),
    ...(rule.file === null ? [] : ['', ...paragraph(`Declared in ${rule.file}`)]),
  ];
}

function examples(title: string, all: readonly ListedExample[], screen: Screen): string[] {
  const { style, columns } = screen;
  const shown = all.filter(({ code }) => code.length <= longestExample).slice(0, mostExamples);
  return shown.flatMap(({ language, code, fixed }, index) => {
    const show = (text: string) =>
      highlight(printable(text.trimEnd()), language, style).map((line) => cut(`  ${line}`, columns));
    return [
      ...(index === 0 ? ['', style.bold(title)] : ['']),
      ...show(code),
      ...(fixed === undefined ? [] : [style.dim('  becomes'), ...show(fixed)]),
    ];
  });
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}

/** What became of examples: a line a rule, and a table of what failed. */
export function renderTried(tried: readonly TriedRule[], { columns, style }: Screen): string[] {
  const lines = tried.map(({ id, examples: run, failures, problems }) => {
    if (problems.length > 0) return `${style.red('failed')}  ${id}: ${printable(problems.join('; '))}`;
    if (failures.length > 0)
      return `${style.red('failed')}  ${id}: ${new Set(failures.map(({ example }) => example)).size} of ${run} examples`;
    if (run === 0) return `${style.yellow('untried')} ${id}: it has no examples`;
    return `${style.green('passed')}  ${id}: ${run} ${run === 1 ? 'example' : 'examples'}`;
  });
  const rows = tried.flatMap(({ id, failures }) =>
    failures.map(({ example, language, expected, found }) => [
      id,
      example,
      language,
      printable(expected),
      printable(found),
    ]),
  );
  if (rows.length === 0) return lines.flatMap((line) => wrap(line, columns));
  const titles = ['rule', 'example', 'language', 'expected', 'found instead'].map((title) => ({ title }));
  return [
    ...lines.flatMap((line) => wrap(line, columns)),
    '',
    ...renderTable(titles, rows, { columns, style, look: 'frame' }),
  ];
}

/** JavaScript's and TypeScript's dialects as one; every language as `all`. */
function languagesOf({ languages }: ListedRule): string {
  if (languages.length === 0 || languages.length === 13) return 'all';
  const dialects: Record<string, string> = { jsx: 'javascript', tsx: 'typescript' };
  return [...new Set(languages.map((language) => dialects[language] ?? language))].join(', ');
}
