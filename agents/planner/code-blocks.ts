import type { Claims, Span } from './entities.ts';
import { languageOfTag } from './languages.ts';

/**
 * A fence ends where a line begins with its mark: a mark within a line of the code is the code's, and must not hide the rest of it. Only where no
 * line ends it does a mark at the end of one.
 */
const fence =
  /(?<![`~])(`{3,}|~{3,})(?![`~])[ \t]*([^\s`~{]*)[^\n`]*\n([\s\S]*?)(?:\n[ \t]*\1|(?<=^[ \t]*)\1|[ \t]*\1(?![\s\S]*\n[ \t]*\1)|(?![\s\S]))/gm;
const inlineFence = /(?<!`)`{3,}(?!`)([\s\S]+?)`{3,}/g;

/** Argument names: "target = churned" on a line of its own is no code. */
const argumentName =
  '(?:target|label|data|metric|trials|budget|time|model|version|reference|current|protected)';

const codeLine = new RegExp(
  [
    String.raw`^\s*(async )?(def|class)\s+\w+.*:\s*(#.*)?$`,
    String.raw`^\s*(def|class|module)\s+[\w.]+[?!]?(\s*[(<].*)?$`,
    String.raw`^\s*(export\s+)?(default\s+)?(async\s+)?function\b.*[({]`,
    String.raw`^\s*(export\s+)?(const|let|var|static|final|auto|val)\s+[\w$<>[\]{},: ]+=`,
    String.raw`^\s*(import\s+[\w.{*"'].*|from\s+[\w.]+\s+import\s+.*)$`,
    String.raw`^\s*(public|private|protected|internal|static|abstract)\s+[\w<>[\], ]+.*[({;]`,
    String.raw`^\s*(func|fn|pub|impl|struct|enum|trait|interface|namespace|package)\s+[\w:.<>*&"(]+.*[{;)]?\s*$`,
    String.raw`^\s*#\s*(include|define|ifdef|ifndef|pragma)\b`,
    String.raw`^\s*<\?php`,
    String.raw`^\s*(if|for|while|switch|foreach|elif|else if|catch|except|unless|until|with|match|case)\b.*[:{)]\s*$`,
    String.raw`^\s*(return|throw|raise|yield|await)\b[^.?]*$`,
    String.raw`^\s*(try|finally|do|else|begin|end|pass|break|continue)\b\s*[:;{]?\s*$`,
    String.raw`[;{}]\s*$`,
    String.raw`^\s*[)\]}]`,
    String.raw`=>|:=|->|::|===?|!==?|&&|\|\||\+=|\+\+`,
    String.raw`^\s*(?!${argumentName}\b)[\w$.[\]"']+\s*=\s*[^=].*$`,
    String.raw`^\s*[\w$.]+\(.*\)\s*;?\s*$`,
    String.raw`^\s*@\w+(\(.*\))?\s*$`,
    String.raw`\bdo(\s*\|[^|]*\|)?\s*$`,
    String.raw`^\s*(//|/\*|\*/|\* |#!)`,
  ].join('|'),
);

const codeStart =
  /(?:^|[\s:])((?:async |export |public |private |static )*(?:function\b|def \w+|class \w+|const \w|let \w+ ?=|var \w|import \w|from \w+ import|fn \w+|func \w+|func ?\(|for ?\(|while ?\(|if ?\(|int \w+|void \w+|#include|<\?php|return\b|lambda\b|print\(|console\.))/;

const marks = [
  /\w\s*\([^)]*\)/,
  /[;{}]/,
  /[^=!<>]=[^=]/,
  /=>|==|!=|&&|\|\||->|::|\+\+|[<>]=?\s*\d/,
  /\b(def|function|return|const|let|var|func|fn|class|import|lambda|void|int|public)\b/,
  /\w\[[^\]]*\]/,
];

/** How many different marks of code a piece of text carries. */
function countMarks(text: string): number {
  return marks.reduce((count, mark) => count + (mark.test(text) ? 1 : 0), 0);
}

/** True for text such as `eval(x)` or `a = b;` but not for a name, a path or plain words. */
export function looksLikeCode(text: string): boolean {
  const trimmed = text.trim();
  if (/^[\w$./\\~@*-]+$/.test(trimmed)) return false;
  if (/\s(===?|!==?|&&|\|\||=>|[-+:]?=|\?\?|[<>]=?)\s/.test(trimmed)) return true;
  return countMarks(trimmed) >= 2 || /^[\w$.]+\([^)]*\)[;:]?$/.test(trimmed);
}

/** Prose before a colon that opens a line of code: "review this: def f(x):". */
function proseBefore(line: string): number {
  const opening = /^[A-Za-z][\w' ,-]{1,60}[:?]\s+(?=\S)/.exec(line)?.[0];
  if (!opening || /^\s*(if|for|while|def|class|else|elif|case|with|try|switch|except|match)\b/.test(opening))
    return 0;
  return isCodeLine(line.slice(opening.length)) ? opening.length : 0;
}

/** A line of code is known by its beginning; a longer one would only take time. */
function isCodeLine(line: string): boolean {
  return !line.includes('\0') && codeLine.test(line.length > 400 ? line.slice(0, 400) : line);
}

/** A line above code that belongs to it: some mark of code, and no end of a sentence. */
function isNearCode(line: string): boolean {
  return /["'()[\]{}=<>$@;]|\w\.\w/.test(line) && !/[.?!:]\s*$/.test(line);
}

/** The run of lines from the first that looks like code to the last; null where fewer than two do, or most do not. */
function findLines(text: string): Span | null {
  const lines = text.split('\n');
  let offset = 0;
  let start = -1;
  let end = -1;
  let code = 0;
  let prose = 0;
  let pending = 0;
  let near = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    if (isCodeLine(line)) {
      if (start === -1) start = Math.min(near, offset) + (near < offset ? 0 : proseBefore(line));
      end = offset + line.length;
      code += 1;
      prose += pending;
      pending = 0;
    } else if (start !== -1 && line.trim() !== '') {
      if (/^(\s{2,}|\t)\S/.test(line)) end = offset + line.length;
      else pending += 1;
    } else if (start === -1) {
      near = isNearCode(line) ? Math.min(near, offset) : Number.POSITIVE_INFINITY;
    }
    offset += line.length + 1;
  }
  return code >= 2 && code > prose ? { start, end } : null;
}

/** Code on one line, by itself or after words: "is this ok: for (;;) { eval(x) }". */
function findInLine(text: string): Span | null {
  const end = text.trimEnd().length;
  const opening = codeStart.exec(text);
  if (opening) {
    const start = opening.index + opening[0].length - opening[1]!.length;
    if (countMarks(text.slice(start)) >= 2 && !/\0/.test(text.slice(start))) return { start, end };
  }
  const colon = /:\s+(?=\S)/.exec(text);
  if (!colon) return null;
  const start = colon.index + colon[0].length;
  const tail = text.slice(start);
  return countMarks(tail) >= 3 || /^[\w$.]+\([^)]*\)\s*;/.test(tail) ? { start, end } : null;
}

/** Claims fenced code, code in single backticks and code pasted without a fence. */
export function claimCode(claims: Claims): void {
  if (!/[`~\n(){};=]/.test(claims.free)) return;
  for (const match of claims.free.matchAll(fence)) {
    if (match[3]!.trim() === '') continue;
    const span = { start: match.index, end: match.index + match[0].length };
    claims.claim(span, { kind: 'code', code: match[3]!.trimEnd(), language: languageOfTag(match[2]!) });
  }
  for (const match of claims.free.matchAll(inlineFence)) {
    if (match[1]!.trim() === '') continue;
    const tagged = /^([A-Za-z+#]+)\s+([\s\S]+)$/.exec(match[1]!);
    const language = tagged && looksLikeCode(tagged[2]!) ? languageOfTag(tagged[1]!) : null;
    const code = (language === null ? match[1]! : tagged![2]!).trim();
    claims.claim(
      { start: match.index, end: match.index + match[0].length },
      { kind: 'code', code, language },
    );
  }
  for (const match of claims.free.matchAll(/`([^`\n\0]+)`/g)) {
    if (!looksLikeCode(match[1]!)) continue;
    const span = { start: match.index, end: match.index + match[0].length };
    claims.claim(span, { kind: 'code', code: match[1]!, language: null });
  }
  if (claims.entities.length > 0) return;
  const pasted =
    findLines(claims.free) ?? (claims.free.trim().includes('\n') ? null : findInLine(claims.free));
  if (pasted)
    claims.claim(pasted, {
      kind: 'code',
      code: claims.free.slice(pasted.start, pasted.end).trimEnd(),
      language: null,
    });
}
