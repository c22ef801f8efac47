import { type Finding, secretShapes } from '../../../src/code/index.ts';
import { redact } from '../../../src/llm/index.ts';

const hidden = '[secret]';
const secretWeaknesses: readonly string[] = ['CWE-798', 'CWE-259', 'CWE-321'];
/** A literal that a name of a secret is given to; one without a digit is a word, and words are no secrets. */
const namedLiteral =
  /((?:passw(?:or)?d|passwd|pwd|passphrase|secret|token|credential|(?:api|private|access|signing|encryption)_?key)\w*["']?\s*(?::=|=>|[:=])\s*["'`])([^"'`\s]*\d[^"'`\s]*)/gi;

/**
 * The text without its secrets, line for line: what the rules for secrets found, what has the shape of a key that somebody issues, and
 * literals that a secret's name is given to.
 */
export function maskSecrets(source: string, findings: readonly Finding[]): string {
  let text = source;
  for (const literal of literalsOf(findings)) text = text.replaceAll(literal, hidden);
  for (const [, shape] of secretShapes)
    text = text.replace(
      new RegExp(shape.source, shape.flags.includes('g') ? shape.flags : `${shape.flags}g`),
      keepLines,
    );
  text = text.replace(
    /-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY[A-Z ]*-----|$)/g,
    keepLines,
  );
  return text
    .split('\n')
    .map((line) =>
      redact(line).replace(namedLiteral, (whole, before: string, value: string) =>
        value.length < 6 ? whole : `${before}${hidden}`,
      ),
    )
    .join('\n');
}

/** What stands between the quotes of the literals that are secrets, longest first. */
function literalsOf(findings: readonly Finding[]): string[] {
  const literals = findings
    .filter(({ evidence }) => evidence.some((each) => secretWeaknesses.includes(each)))
    .flatMap(({ quote }) => quote.split('\n'))
    .flatMap((line) => [...line.matchAll(/(["'`])((?:(?!\1).){6,})\1/g)].map((match) => match[2]!));
  return [...new Set(literals)].sort((left, right) => right.length - left.length);
}

function keepLines(match: string): string {
  return hidden + '\n'.repeat(match.split('\n').length - 1);
}
