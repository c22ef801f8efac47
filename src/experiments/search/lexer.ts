import { InputError } from '../../errors/index.ts';

/** A word of a search; `at` counts characters from 0. */
export interface Token {
  kind: 'word' | 'number' | 'text' | 'operator' | 'end';
  /** A quoted text without its quotes. */
  value: string;
  at: number;
  /** Position after it. */
  end: number;
}

const operators = ['!=', '<=', '>=', '<>', '==', '=', '<', '>', '~', '(', ')', ','];
const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const space = /\s/;
const breaksWord = /[\s()=!<>~,"'`]/;

/** Splits a search into its words. @throws InputError `bad-search` */
export function lexSearch(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (space.test(text[at]!)) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', value: '', at: text.length, end: text.length });
  return tokens;
}

function tokenAt(text: string, at: number): Token {
  const first = text[at]!;
  if (first === '"' || first === "'" || first === '`') return quotedAt(text, at, first);
  const operator = operators.find((known) => text.startsWith(known, at));
  if (operator !== undefined) return { kind: 'operator', value: operator, at, end: at + operator.length };
  let end = at;
  while (end < text.length && !breaksWord.test(text[end]!)) end += 1;
  if (end === at) throw badSearch(text, at, `"${first}" means nothing here`);
  const value = text.slice(at, end);
  return { kind: isNumber.test(value) ? 'number' : 'word', value, at, end };
}

/** A quote within is written twice. */
function quotedAt(text: string, at: number, quote: string): Token {
  let value = '';
  for (let place = at + 1; place < text.length; place += 1) {
    if (text[place] !== quote) value += text[place];
    else if (text[place + 1] === quote) {
      value += quote;
      place += 1;
    } else return { kind: 'text', value, at, end: place + 1 };
  }
  throw badSearch(text, at, `the ${quote} that begins here has no end`);
}

/** The error of a search that can't be read, with its place. */
export function badSearch(text: string, at: number, what: string): InputError {
  const near = text.slice(at, at + 20);
  const place = near === '' ? 'at its end' : `at character ${at + 1} (${JSON.stringify(near)})`;
  return new InputError(
    'bad-search',
    `The search can't be read ${place}: ${what}. One that can: metrics.test.roc_auc > 0.9 and params.best = "linear" order by metrics.test.roc_auc desc`,
    { details: { position: at + 1 } },
  );
}
