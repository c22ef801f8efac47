import type { Recommendation, ReviewedFile } from '../../../../src/code/index.ts';
import type { FormatOptions, ReviewDocument } from '../../../../src/review/index.ts';
import { linedText } from '../../../../src/review/index.ts';

export const root = '/home/ada/shop';

/** A finding about `file`, whose quote stands at the lines that it is given. */
export function findingOf(change: Partial<Recommendation> & Pick<Recommendation, 'quote'>): Recommendation {
  const line = change.line ?? 1;
  return {
    id: 'rec_0123456789',
    file: 'src/app.js',
    rule: 'sql-injection',
    category: 'security',
    severity: 'high',
    line,
    endLine: line + change.quote.split('\n').length - 1,
    title: 'SQL put together from values',
    message: 'Whoever chooses `name` can change the statement.',
    suggestion: 'Pass the values apart.',
    evidence: ['SQL text is built on line 2', 'CWE-89'],
    patch: null,
    acceptance: 0.7,
    source: 'rule',
    ...change,
  };
}

/** A reviewed file, of whose figures no format but JSON says anything. */
export function fileOf(path: string, change: Partial<ReviewedFile> = {}): ReviewedFile {
  return { path, language: 'javascript', functions: [], errors: [], score: 0.5, ...change } as ReviewedFile;
}

export function reviewOf(
  recommendations: readonly Recommendation[],
  change: Partial<ReviewDocument> = {},
): ReviewDocument {
  const paths = [...new Set(recommendations.map(({ file }) => file))];
  return {
    run: 'run_0123456789ab',
    score: 0.5,
    decidedBy: 'policy',
    summary: { text: 'One finding.' },
    files: paths.map((path) => fileOf(path)),
    recommendations: [...recommendations],
    skipped: [],
    ...change,
  };
}

/** Options under which these texts are the files' contents. */
export function optionsFor(
  sources: Readonly<Record<string, string>> = {},
  change: Partial<FormatOptions> = {},
): FormatOptions {
  return {
    directory: root,
    root,
    version: '1.2.3',
    sourceOf: (path) => (sources[path] === undefined ? null : linedText(sources[path])),
    ...change,
  };
}

/** What an attacker may write into code and names, and what would come of it where it is not made harmless. */
export const hostile = [
  '</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>',
  '```\n# a heading\n```` \n@everyone see #1 and https://evil.example/a?b=1 ![x](https://evil.example/p.png)',
  '::error file=x::y\n::set-output name=a::b\n##[error]no\r::stop-commands::x',
  ']]> & < > " \' <!-- --> <?xml?> \u0000\u0001\u0008\u001b[31mred\u001b[0m \ufffe \ud800 \u202egnp.exe',
  '[click](javascript:alert(1)) | a | b | `x` $x^2$ {0} [a](1) www.evil.example a@evil.example GH-12',
];
