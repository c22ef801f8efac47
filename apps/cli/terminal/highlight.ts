import type { Style } from './style.ts';

const keywords = new Set(
  `abstract and as assert async await break case catch class const continue def default defer del do elif else elsif end enum except
  export extends false final finally fn for foreach from func function go goto if impl implements import in instanceof interface is
  lambda let match mod module mut namespace new nil none not null or package pass private protected pub public raise require rescue
  return select self static struct super switch this throw throws trait true try type typeof unless until use using var void when
  where while with yield`.split(/\s+/),
);

// In this order: what starts a comment or a string hides what is inside it.
const pieces =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(?<=^|\s)#(?!\[)[^\n]*)|(?<text>"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?)|(?<number>\b\d[\w.]*\b)|(?<word>[A-Za-z_]\w*)/gm;

const notCode = new Set([
  'text',
  'txt',
  'plain',
  'plaintext',
  'markdown',
  'md',
  'diff',
  'console',
  'output',
  'csv',
]);

/**
 * Light colouring of code: comments, strings, numbers, keywords. One set of marks serves every language; where it is wrong the code is
 * still there to the letter. Each line carries its own style sequences.
 */
export function highlight(code: string, language: string | null, style: Style): string[] {
  if (language === 'diff' || language === 'patch')
    return code.split('\n').map((line) => highlightDiff(line, style));
  if (!style.isOn || (language !== null && notCode.has(language))) return code.split('\n');
  const coloured = code.replace(pieces, (whole, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined>;
    if (groups.comment !== undefined) return eachLine(whole, style.dim);
    if (groups.text !== undefined) return eachLine(whole, style.green);
    if (groups.number !== undefined) return style.yellow(whole);
    return keywords.has(whole) ? style.magenta(whole) : whole;
  });
  return coloured.split('\n');
}

function highlightDiff(line: string, style: Style): string {
  if (line.startsWith('@@')) return style.cyan(line);
  if (line.startsWith('+')) return style.green(line);
  return line.startsWith('-') ? style.red(line) : line;
}

const eachLine = (text: string, paint: (line: string) => string) => text.split('\n').map(paint).join('\n');
