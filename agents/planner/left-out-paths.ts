/** What of the code a request says is not to be looked at: "everything but the tests", "src, but not src/vendor". */
import { isPathLike } from './paths.ts';
import { isGrammarWord } from './words.ts';

export interface LeftOutPaths {
  /** Kinds of files (`tests`, `generated` …) and folders, files or globs as they were typed. */
  names: string[];
  /** Where the text says so. */
  start: number;
  end: number;
}

const asksToLook =
  /\b(?:review|check|look|scan|audit|inspect|lint|analy[sz]e|measure|critique|examine|go (?:over|through)|bugs?|vulnerabilit\w+|security|problems?|issues?|complexity|metrics)\b/i;
const notOrders = /^\W*(?:(?:please|and|ok) )*(?:remember|note|forget|why|what is|explain)\b/i;
const whole =
  '\\b(?:everything|all(?: of)?(?: (?:the|my|our))?(?: (?:code|files|sources))?|(?:whole|entire) (?:\\w+)|(?:project|repo|repository|code ?base|workspace))';
const exceptions =
  'except(?:ing)?(?: for)?|excluding|apart from|aside from|other than|besides|with the exception of';
/** After these a bare name is one of what is left out. */
const certain = new RegExp(`(?:${whole} but(?: not| for)?|\\b(?:${exceptions}))\\s+`, 'gi');
/** After these, only what is a kind of file, or is written like a path. */
const likely =
  /\b(?:but (?:not|no|without|(?:please )?(?:leave|leaving) out|(?:please )?(?:skip|ignore|exclude|omit)(?:ping|ing|ting)?)|but|without|exclude|minus|and (?:not|skip)|not (?:counting|including)|not|no|skip(?:ping)?|leav(?:e|ing) out|ignor(?:e|ing)|omit(?:ting)?)\s+/gi;
const article =
  /(?:(?:the|any|all|of|my|our|its|those|these|in|under|inside|what is|whatever is|anything|everything|stuff|not|for)\s+)*/iy;
const things =
  '(?:[ -](?:ones?|files?|code|stuff|sources?|parts?|cases?|suites?|folders?|director(?:y|ies)|data))?\\b';
const kinds: readonly (readonly [string, RegExp])[] = [
  ['fixtures', new RegExp(`(?:test[ -])?(?:fixtures?|mocks?)${things}|test data\\b`, 'iy')],
  ['tests', new RegExp(`(?:(?:unit|integration|e2e|end-to-end)[ -])?(?:tests?|specs?)${things}`, 'iy')],
  ['examples', new RegExp(`(?:examples?|samples?|demos?)${things}`, 'iy')],
  ['benchmarks', new RegExp(`bench(?:mark)?(?:s|es)?${things}`, 'iy')],
  ['generated', new RegExp(`(?:auto-?)?generated${things}`, 'iy')],
  ['vendored', new RegExp(`(?:vendored|third[- ]party)${things}`, 'iy')],
];
const wordHere = /[^\s,;:!?"'“”‘’`]+/y;
const named = /([\w.@-]+) (?:folders?|director(?:y|ies)|files?)\b/iy;
const called = /(?:folders?|director(?:y|ies)) (?:named |called )?([\w.@-]*\w)/iy;
const separator = /(?:\s*,\s*(?:(?:and|or|nor)\s+)?|\s+(?:and|or|nor)\s+)(?:(?:not|the)\s+)*/iy;

/** What a text that asks for a look at code leaves out of it; null where it leaves out nothing. */
export function leftOutPaths(text: string, { isFollowUp = false } = {}): LeftOutPaths | null {
  const request = text.split(/```|~~~/, 1)[0]!.slice(0, 2_000);
  if ((!isFollowUp && !asksToLook.test(request)) || notOrders.test(request)) return null;
  for (const [pattern, isCertain] of [
    [certain, true],
    [likely, false],
  ] as const) {
    for (const found of request.matchAll(pattern)) {
      const list = listAt(request, found.index + found[0].length, isCertain);
      if (list === null) continue;
      // "Everything" itself stays, and says what is looked at.
      const before = /^(?:but|except|and)\b/i.test(found[0]) ? 0 : Math.max(0, found[0].search(/\bbut\b/i));
      return { names: list.names, start: found.index + before, end: list.end };
    }
  }
  return null;
}

function listAt(text: string, start: number, isCertain: boolean): { names: string[]; end: number } | null {
  const names: string[] = [];
  let at = start;
  let end = start;
  for (;;) {
    at = after(article, text, at);
    const item = itemAt(text, at, isCertain);
    if (item === null) break;
    names.push(item.name);
    end = item.end;
    const next = after(separator, text, end);
    if (next === end) break;
    at = next;
  }
  return names.length === 0 ? null : { names: [...new Set(names)], end };
}

function itemAt(text: string, at: number, isCertain: boolean): { name: string; end: number } | null {
  const quoted = /["'`“‘]([^"'`”’\n]+)["'`”’]/y;
  quoted.lastIndex = at;
  const inQuotes = quoted.exec(text);
  if (inQuotes !== null && isPathLike(inQuotes[1]!)) return { name: inQuotes[1]!, end: quoted.lastIndex };
  wordHere.lastIndex = at;
  const word = wordHere.exec(text)?.[0].replace(/\.+$/, '') ?? '';
  if (isPathLike(word)) return { name: word, end: at + word.length };
  for (const [name, pattern] of kinds) {
    const end = after(pattern, text, at);
    if (end > at) return { name, end };
  }
  for (const pattern of [called, named]) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null && !isGrammarWord(found[1]!.toLowerCase()))
      return { name: found[1]!, end: pattern.lastIndex };
  }
  const isName = isCertain && /^[A-Za-z_][\w@-]*$/.test(word) && !isGrammarWord(word.toLowerCase());
  return isName && !notNames.test(word) ? { name: word, end: at + word.length } : null;
}

/** What is left out of findings, or is no thing at all. */
const notNames =
  /^(?:be|style|security|performance|reliability|refactoring|critical|high|medium|low|please|quick\w*|do|tell|show|only|just|first|then|train\w*|comments?|typing|that|this|it|them)$/i;

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? at : pattern.lastIndex;
}
