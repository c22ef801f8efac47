import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import type { LanguageFamily } from '../languages.ts';
import { onceAFile } from '../once-a-file.ts';
import { isCallers, isParameter } from './callers.ts';
import { definitionsOf } from './constants.ts';
import { clientInput } from './taint.ts';

/** What in a file may give a name its meaning without naming it; null where a bare name may be a call, a macro or a member. */
const bringsNames: Readonly<Partial<Record<LanguageFamily, RegExp>>> = {
  python: /^\s*from\s+\S+\s+import\s+\*|\bglobals\s*\(/m,
  js: /\bwith\s*\(|\bdeclare\b/,
  php: /\b(include|require)(_once)?\b|\b(extract|parse_str|import_request_variables)\s*\(|\bglobal\b|\$\$|<\/\w+>/,
  ruby: /^\s*(def|class|module|include|require(_relative)?|attr_\w+)\b/m,
};

/** Names that the language or its hosts give. */
const standing =
  /^(__\w+__|window|document|location|navigator|self|this|globalThis|process|module|exports|undefined|null|true|false|None|True|False|nil|arguments|super|[A-Z_][A-Z0-9_]*)$/;

/**
 * Whether nothing in the file says what a name is, as in a few lines that were cut out or pasted: what stands there comes from elsewhere. False for fields,
 * constants by their spelling, and in languages or files where a bare name may be brought by something that does not name it.
 */
export function isUnknownHere(context: RuleContext, node: NodeIndex): boolean {
  const kind = context.kind(node);
  if (kind !== 'identifier' && kind !== 'variable_name') return false;
  const brings = bringsNames[context.family];
  const name = context.text(node).replace('$', '');
  if (brings === undefined || standing.test(name) || definitionsOf(context, node).length > 0) return false;
  return onceAFile(context, `unknown here ${name}`, () => {
    if (context.says(brings)) return false;
    const defines = new RegExp(
      `\\b(import|def|class|function|const|let|var|as|global|nonlocal|use|enum|type|interface|namespace)\\s[^\\n;=]*\\b${name}\\b` +
        `|\\b${name}\\s*(,[^\\n()]*)?([-+*/|&.?]|\\|\\||&&|\\?\\?)?=(?![=>])|\\b${name}\\s*:=`,
    );
    return !defines.test(context.source);
  });
}

/** Whether a client or a person wrote a value. What a pipe brings is another program's, most often one of the same make. */
export function isTyped(context: RuleContext, node: NodeIndex): boolean {
  return !/\bstdin\b/.test(clientInput(context, node, false) ?? 'stdin');
}

/** Whether somebody else hands a value over as it is: a caller, a person at the keyboard or on the command line, or whoever stands behind a name that the file does not explain. */
export function isGiven(context: RuleContext, node: NodeIndex): boolean {
  return isParameter(context, node) || isTyped(context, node) || isUnknownHere(context, node);
}

/** Whether somebody else chooses a value, as it is or by way of a few variables; see `isGiven`. */
export function isChosenElsewhere(context: RuleContext, node: NodeIndex): boolean {
  return isCallers(context, node) || isGiven(context, node);
}
