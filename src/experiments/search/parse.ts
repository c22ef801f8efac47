import { closestName } from '../../errors/index.ts';
import { badSearch, lexSearch, type Token } from './lexer.ts';

/** What a run has that a search may ask for. */
export type Field =
  | { kind: 'metric' | 'parameter' | 'tag'; name: string }
  | { kind: 'attribute'; name: Attribute };

/** Facts of the run itself. */
export const attributes = [
  'id',
  'name',
  'kind',
  'status',
  'parent',
  'started',
  'ended',
  'seed',
  'commit',
  'dirty',
  'data',
  'notes',
] as const;
export type Attribute = (typeof attributes)[number];

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'like' | 'in';

/** What a run must fulfil. */
export type Condition =
  | { kind: 'and' | 'or'; parts: Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'compare'; field: Field; operator: Operator; values: (string | number)[] }
  | { kind: 'missing'; field: Field };

/** A search that was understood. */
export interface Search {
  /** Null: every run. */
  where: Condition | null;
  orderBy: { field: Field; descending: boolean }[];
  limit: number | null;
}

const kinds: Readonly<Record<string, 'metric' | 'parameter' | 'tag'>> = {
  metrics: 'metric',
  metric: 'metric',
  params: 'parameter',
  param: 'parameter',
  parameters: 'parameter',
  parameter: 'parameter',
  tags: 'tag',
  tag: 'tag',
};

const comparisons: Readonly<Record<string, Operator>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** SQLite refuses expressions deeper than a thousand; nobody writes one of a hundred. */
const deepest = 100;

/**
 * Reads a search such as `metrics.rocAuc > 0.9 and params.family = "linear" and tags.team = x order by metrics.rocAuc desc limit 10`.
 * Comparisons: = != < <= > >=, `~` (contains), `like` (with % and _), `in (…)`, `is missing`; joined by `and`, `or`, `not` and brackets.
 *
 * @throws InputError `bad-search`, with the place
 */
export function parseSearch(text: string): Search {
  const tokens = lexSearch(text);
  let at = 0;
  let depth = 0;

  const peek = (): Token => tokens[at]!;
  const fail = (what: string, token: Token = peek()) => badSearch(text, token.at, what);
  const isWord = (word: string, token: Token = peek()) =>
    token.kind === 'word' && token.value.toLowerCase() === word;
  const isOperator = (operator: string) => peek().kind === 'operator' && peek().value === operator;
  const take = (): Token => tokens[at++]!;
  const takeWord = (word: string): boolean => isWord(word) && take() !== undefined;

  function any(): Condition {
    const parts = [all()];
    while (takeWord('or')) parts.push(all());
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
  }

  function all(): Condition {
    const parts = [one()];
    while (takeWord('and')) parts.push(one());
    return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
  }

  function one(): Condition {
    depth += 1;
    if (depth > deepest) throw fail(`brackets and "not" are more than ${deepest} deep`);
    try {
      if (takeWord('not')) return { kind: 'not', part: one() };
      if (!isOperator('(')) return comparison();
      take();
      const inside = any();
      if (!isOperator(')')) throw fail('a ")" is missing here');
      take();
      return inside;
    } finally {
      depth -= 1;
    }
  }

  function comparison(): Condition {
    const field = fieldHere();
    const token = take();
    if (isWord('is', token)) {
      const isNot = takeWord('not');
      if (!takeWord('missing') && !takeWord('null'))
        throw fail('"is" is followed by "missing" or "not missing"');
      return isNot ? { kind: 'not', part: { kind: 'missing', field } } : { kind: 'missing', field };
    }
    if (isWord('not', token)) {
      if (takeWord('in')) return { kind: 'not', part: among(field) };
      if (takeWord('like')) return { kind: 'not', part: alike(field, text_()) };
      throw fail('here "not" is followed by "in" or "like"');
    }
    if (isWord('in', token)) return among(field);
    if (isWord('like', token)) return alike(field, text_());
    if (token.kind === 'operator' && token.value === '~') return alike(field, `%${escaped(text_())}%`);
    const operator = token.kind === 'operator' ? comparisons[token.value] : undefined;
    if (operator === undefined)
      throw fail('a comparison is expected: = != < <= > >= ~ like, in (…), is missing', token);
    return { kind: 'compare', field, operator, values: [valueFor(field)] };
  }

  function alike(field: Field, pattern: string): Condition {
    return { kind: 'compare', field, operator: 'like', values: [pattern] };
  }

  function among(field: Field): Condition {
    if (!isOperator('(')) throw fail('"in" is followed by values in brackets, such as ("a", "b")');
    take();
    const values = [valueFor(field)];
    while (isOperator(',')) {
      take();
      values.push(valueFor(field));
    }
    if (!isOperator(')')) throw fail('a "," or ")" is expected');
    take();
    return { kind: 'compare', field, operator: 'in', values };
  }

  function text_(): string {
    const token = take();
    if (token.kind === 'end' || token.kind === 'operator') throw fail('a text is expected', token);
    return token.value;
  }

  function valueFor(field: Field): string | number {
    const token = take();
    if (token.kind === 'end' || token.kind === 'operator') throw fail('a value is expected', token);
    if (token.kind === 'number') return Number(token.value);
    if (field.kind === 'metric')
      throw fail(`metrics are numbers, and ${JSON.stringify(token.value)} is none`, token);
    return token.value;
  }

  function fieldHere(): Field {
    const token = take();
    if (token.kind !== 'word') throw fail('the name of a metric, parameter, tag or fact is expected', token);
    const dot = token.value.indexOf('.');
    if (dot < 0) {
      const name = attributes.find((known) => known === token.value.toLowerCase());
      if (name !== undefined) return { kind: 'attribute', name };
      const near = closestName(token.value, [...attributes, 'metrics', 'params', 'tags']);
      throw fail(
        `there is no "${token.value}"${near === null ? '' : ` (did you mean "${near}"?)`}; there are metrics.NAME, params.NAME, tags.NAME, ${attributes.join(', ')}`,
        token,
      );
    }
    const kind = kinds[token.value.slice(0, dot).toLowerCase()];
    if (kind === undefined) throw fail(`a name with a dot begins with metrics, params or tags`, token);
    let name = token.value.slice(dot + 1);
    // A name with spaces stands in quotes right after the dot.
    if (name === '' && peek().kind === 'text' && peek().at === token.end) name = take().value;
    if (name === '') throw fail(`a name is missing after "${token.value}"`, token);
    return { kind, name };
  }

  function orders(): Search['orderBy'] {
    if (!takeWord('order')) return [];
    if (!takeWord('by')) throw fail('"order" is followed by "by"');
    const orderBy: Search['orderBy'] = [];
    do {
      const field = fieldHere();
      const descending = takeWord('desc') || (takeWord('asc') && false);
      orderBy.push({ field, descending });
    } while (isOperator(',') && take() !== undefined);
    return orderBy;
  }

  function limitHere(): number | null {
    if (!takeWord('limit')) return null;
    const token = take();
    const limit = Number(token.value);
    if (token.kind !== 'number' || !Number.isInteger(limit) || limit < 1)
      throw fail('"limit" is followed by a whole number from 1', token);
    return limit;
  }

  const isEmptyWhere = peek().kind === 'end' || isWord('order') || isWord('limit');
  const where = isEmptyWhere ? null : any();
  const orderBy = orders();
  const limit = limitHere();
  if (peek().kind !== 'end') throw fail('"and", "or", "order by", "limit" or the end is expected');
  return { where, orderBy, limit };
}

/** A text whose % and _ mean themselves. */
function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
