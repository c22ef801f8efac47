import type { LanguageName } from '../../src/code/index.ts';
import type { Parameter } from './snippet.ts';

/** The parameters that a declaration names: good enough to pick one that holds a text. */
export function parametersOf(signature: string, language: LanguageName): Parameter[] {
  const list = language === 'go' ? signature.replace(/^func \([^)]*\) ?/, 'func ') : signature;
  const open = list.indexOf('(');
  if (open < 0) return [];
  return splitTopLevel(list.slice(open + 1)).flatMap((text) => parameterOf(text.trim(), language) ?? []);
}

function splitTopLevel(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if ('([{<'.includes(letter)) depth += 1;
    if (')]}'.includes(letter)) depth -= 1;
    if (letter === '>') depth = Math.max(0, depth - 1);
    if (depth < 0) break;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

function parameterOf(text: string, language: LanguageName): Parameter | null {
  const plain = text.replace(/\s*=\s*.*$/, '');
  const read = (pattern: RegExp, name: number, type: number): Parameter | null => {
    const match = pattern.exec(plain);
    return match === null ? null : { name: match[name]!, type: (match[type] ?? '').trim() };
  };
  switch (language) {
    case 'python':
      return plain === 'self' || plain === 'cls' ? null : read(/^(\w+)(?:: (.+))?$/, 1, 2);
    case 'javascript':
    case 'ruby':
      return read(/^(\w+):?()$/, 1, 2);
    case 'typescript':
      return read(/^(?:(?:public|private|readonly) )*(\w+)(?:: (.+))?$/, 1, 2);
    case 'rust':
      return read(/^(?:mut )?(\w+): (.+)$/, 1, 2);
    case 'go':
      return read(/^(\w+) ([\w.*[\]]+)$/, 1, 2);
    case 'php':
      return read(/^(?:\??([\w\\|]+) )?&?\$(\w+)$/, 2, 1);
    case 'c':
      return read(/^(.*[ *])(\w+)$/, 2, 1);
    default:
      return read(/^(?:@\w+ |final |this |ref )*([\w<>[\].?, ]+) (\w+)$/, 2, 1);
  }
}
