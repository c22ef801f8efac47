import type { RuleContext } from '../context.ts';
import { onceAFile } from '../once-a-file.ts';
import { isGivenFixed } from './callers.ts';
import { definitionsOf } from './constants.ts';

/** The values that a format's `%s` take. */
export function textsOf(format: string, values: readonly number[]): number[] {
  const conversions = [
    ...format.matchAll(/%(?:%|[-+ #0]*(?:\*|\d+)?(\.(?:\*|\d+))?(?:hh?|ll?|[zjtL])?([a-zA-Z]))/g),
  ].filter((each) => each[2] !== undefined);
  // A width that is an argument moves the others: then all of them may be texts.
  if (/\*/.test(format) || conversions.length !== values.length) return [...values];
  // A precision bounds what a text adds.
  return values.filter((_, at) => conversions[at]![2] === 's' && conversions[at]![1] === undefined);
}

/** Whether a text is one of a few fixed ones: a constant, a choice between constants, or a name that only ever holds such. */
export function isShortText(node: number, context: RuleContext): boolean {
  if (context.isConstant(node) || context.kind(node) === 'conditional_expression') return true;
  if (context.kind(node) !== 'identifier') return false;
  const owner = context.enclosingFunction(node);
  const name = context.text(node);
  if (owner < 0) return false;
  return onceAFile(context, `short text ${owner} ${name}`, () => {
    const set = [...context.text(owner).matchAll(new RegExp(`(?<![\\w.>])${name}\\s*=(?!=)([^;]*);`, 'g'))];
    return (
      set.length > 0 && set.every((each) => /^(?:[^?"]*\?)?\s*"[^"]*"\s*(?::\s*"[^"]*"\s*)?$/.test(each[1]!))
    );
  });
}

/**
 * Whether a percent sign may come into a text that is used as a format: a parameter that others fill, a field, a text read or given from outside, or
 * a buffer that a text was written to. What calls give, what the whole file shares and what is set to a few fixed texts was seen by whoever wrote it.
 */
export function mayHoldPercent(format: number, context: RuleContext): boolean {
  const kind = context.kind(format);
  if (isOutside(format, context)) return true;
  if (kind !== 'identifier') return kind === 'field_expression' || kind === 'subscript_expression';
  if (isGivenFixed(context, format)) return false;
  const body = enclosingText(format, context);
  const name = context.text(format);
  if (isParameter(format, context)) return !/prompt|title|label/i.test(name);
  // What a function made, and this one keeps: it may be anything.
  if (new RegExp(`(?<![\\w.>])${name}\\s*=\\s*(?!_\\(|N_\\(|tr\\(|\\w*gettext)[a-z]\\w*\\s*\\(`).test(body))
    return true;
  return new RegExp(
    `\\b(?:v?sn?printf|strcpy|strcat|strncpy|strlcpy|snprintf)\\s*\\(\\s*${name}\\s*,[^;]*%[-+ #0-9.*]*s|\\b(?:fgets|read|recv|strn?cpy|strn?cat)\\s*\\([^;]*\\b${name}\\b`,
  ).test(body);
}

/** Whether a text is surely data: from outside, read from there in this function, or a parameter beside its length or beside a format. */
export function isSurelyData(node: number, context: RuleContext): boolean {
  if (isOutside(node, context)) return true;
  if (context.kind(node) !== 'identifier') return false;
  const name = context.text(node);
  if (
    new RegExp(`\\b(?:f?gets|getline|f?scanf|recv|recvfrom|f?read)\\s*\\([^;]*\\b${name}\\b`).test(
      enclosingText(node, context),
    )
  )
    return true;
  // Put together from what the caller or somebody outside gave.
  if (isLocalArray(node, context) && isCopiedFromOthers(node, context)) return true;
  if (!isParameter(node, context)) return false;
  if (/^(user|file|host)?_?(name|input|data|string|str|query|value|url|path|body|comment)$/i.test(name))
    return true;
  const text = enclosingText(node, context);
  const header = text.slice(0, text.indexOf('{'));
  return (
    new RegExp(
      `\\b${name}\\s*,\\s*(?:const\\s+)?(?:unsigned\\s+)?(?:size_t|s?size_t|int|long)\\s+\\w*(?:len|size|n)\\w*`,
      'i',
    ).test(header) || /\*\s*(?:fmt|format)\b/.test(header)
  );
}

/** Whether every text that a buffer was filled with by the library's functions for texts came as a parameter or from outside. */
function isCopiedFromOthers(buffer: number, context: RuleContext): boolean {
  const copies = definitionsOf(context, buffer).flatMap(({ value }) => {
    const call = value >= 0 ? context.call(value) : null;
    return call === null ? [] : [call];
  });
  return copies.some(({ name, arguments: given }) => {
    const texts = given.slice(1);
    if (/printf/.test(name) && !/%[-+ #0-9.*]*s/.test(texts.map((each) => context.text(each)).join(' ')))
      return false;
    return texts.some(
      (each) =>
        isOutside(each, context) ||
        (isParameter(each, context) &&
          !/file|func|line|title|label|prompt|prefix/i.test(context.text(each)) &&
          !isGivenFixed(context, each)),
    );
  });
}

/** Whether a text comes from outside the program: the environment, the command line or a line read. */
export function isOutside(node: number, context: RuleContext): boolean {
  const open = /\bargv\b|\bgetenv\s*\(|\boptarg\b|^\s*fgets\b/;
  if (open.test(context.text(node))) return true;
  return (
    context.kind(node) === 'identifier' &&
    definitionsOf(context, node).some((each) => each.value >= 0 && open.test(context.text(each.value)))
  );
}

/** Whether a text comes from outside the function, as long as whoever sends it likes: a parameter, the environment, the command line, a line read. */
export function isOpenText(node: number, context: RuleContext): boolean {
  const text = context.text(node);
  if (/\bargv\b|\bgetenv\s*\(|\boptarg\b/.test(text)) return true;
  if (context.kind(node) !== 'identifier' || isGivenFixed(context, node)) return false;
  return definitionsOf(context, node).some(
    (each) =>
      (context.kind(each.node) === 'parameter_declaration' && isOthersText(node, context)) ||
      (each.value >= 0 && /\bargv\b|\bgetenv\s*\(|\boptarg\b|^\s*fgets\b/.test(context.text(each.value))),
  );
}

/**
 * Whether a parameter's text is others': the function is called from other files, and neither compares the text nor looks at it. What a file gives to
 * its own functions, and what is one of some known words, has a length that is known.
 */
function isOthersText(node: number, context: RuleContext): boolean {
  const owner = context.enclosingFunction(node);
  const name = context.text(node);
  return (
    !/^\s*static\b/.test(context.short(owner, 20)) &&
    !new RegExp(`\\bstr(?:case|n|ncase)?cmp\\s*\\([^;]*\\b${name}\\b`).test(enclosingText(node, context))
  );
}

/** From here on a buffer of so many characters holds most texts that a function is given by its own program. */
const smallBuffer = 64;

/** Whether an array is so small that an ordinary text may not fit: its size stands there as a figure. */
export function isSmall(size: string): boolean {
  return Number(size) <= smallBuffer;
}

/** Whether a name is an array of fixed size declared in this function. */
export function isLocalArray(node: number, context: RuleContext): boolean {
  if (context.kind(node) !== 'identifier') return false;
  const body = context.field(context.enclosingFunction(node), 'body');
  const names = onceAFile(context, `names of arrays ${body}`, () => {
    const found = new Set<string>();
    for (const each of context.descendants(body))
      if (context.kind(each) === 'array_declarator')
        found.add(context.text(context.field(each, 'declarator')));
    return found;
  });
  return names.has(context.text(node));
}

/** Whether a name is declared here as an array of constant characters: its text was seen by whoever wrote it. */
export function isConstantArray(node: number, context: RuleContext): boolean {
  if (context.kind(node) !== 'identifier') return false;
  return new RegExp(
    `\\b(const|constexpr)\\s+char\\s*\\*?\\s*(const\\s+)?${context.text(node)}\\s*(\\[\\w*\\])?\\s*=`,
  ).test(context.source);
}

/** Whether a name is a parameter of the function around it. */
export function isParameter(node: number, context: RuleContext): boolean {
  if (context.kind(node) !== 'identifier') return false;
  const definitions = definitionsOf(context, node);
  return definitions.some((each) => context.kind(each.node) === 'parameter_declaration');
}

export function enclosingText(node: number, context: RuleContext): string {
  return context.text(context.enclosingFunction(node)).slice(0, 20000);
}
