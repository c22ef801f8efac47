/** Answers longer than this are searched only so far. Characters. */
const maxSearched = 400_000;
/** Values offered at most. */
const maxValues = 8;
/** Opening brackets without an end that are looked into, so that a text made of them costs no more than a few passes. */
const maxUnclosed = 40;

/**
 * The JSON values that a model's answer may mean, likeliest first: the whole text, what stands in code fences, then whatever object or
 * array stands between other words. Reasoning in `<think>` tags is skipped. Trailing commas are forgiven.
 */
export function extractJson(answer: string): unknown[] {
  const text = withoutThoughts(answer.slice(0, maxSearched));
  const values: unknown[] = [];
  const offer = (piece: string) => {
    const parsed = parse(piece);
    if (parsed !== undefined && values.length < maxValues) values.push(parsed.value);
    return parsed !== undefined;
  };
  if (offer(text)) return values;
  for (const [, fenced] of text.matchAll(/```[a-z0-9]*[^\S\n]*\n?([\s\S]*?)```/gi)) offer(fenced!);
  for (const piece of bracketed(text)) {
    if (values.length >= maxValues) break;
    offer(piece);
  }
  return values;
}

/** Without what stands between `<think>` and `</think>`; one pass, since a regular expression would take a square of them. */
function withoutThoughts(text: string): string {
  let rest = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf('<think>', at);
    const end = start < 0 ? -1 : text.indexOf('</think>', start);
    if (end < 0) return rest + text.slice(at);
    rest += text.slice(at, start);
    at = end + '</think>'.length;
  }
}

/** The outermost balanced `{…}` and `[…]` of a text, as they come; brackets within JSON strings do not count. */
function* bracketed(text: string): Generator<string> {
  let at = 0;
  let unclosed = 0;
  while (at < text.length && unclosed < maxUnclosed) {
    const start = text.slice(at).search(/[{[]/);
    if (start < 0) return;
    at += start;
    const end = closingBracket(text, at);
    if (end < 0) {
      at += 1;
      unclosed += 1;
    } else {
      yield text.slice(at, end + 1);
      at = end + 1;
    }
  }
}

function closingBracket(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return -1;
}

function parse(text: string): { value: unknown } | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  for (const attempt of [trimmed, trimmed.replace(/,(?=\s*[}\]])/g, '')])
    try {
      return { value: JSON.parse(attempt) };
    } catch {
      // The next one.
    }
  return undefined;
}
