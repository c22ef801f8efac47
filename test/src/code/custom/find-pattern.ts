import { compilePattern } from '../../../../src/code/custom/compile-pattern.ts';
import { Matcher } from '../../../../src/code/custom/match-pattern.ts';
import { loadLanguage } from '../../../../src/code/language.ts';
import { NodeFlag } from '../../../../src/code/syntax-tree.ts';
import { TreeBuffer } from '../../../../src/code/tree-buffer.ts';
import type { LanguageName } from '../../../../src/code/types.ts';

export interface Found {
  text: string;
  /** Offset of its first character. */
  start: number;
  bound: Record<string, string>;
}

/** Every place where a pattern fits a code, with what its metavariables stand for. */
export async function findPattern(name: LanguageName, pattern: string, code: string): Promise<Found[]> {
  const language = await loadLanguage(name);
  await language.parser.load();
  const compiled = compilePattern(pattern, language);
  const tree = new TreeBuffer();
  language.parser.parseInto(code, tree);
  const found: Found[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    if ((tree.flags[node]! & NodeFlag.named) === 0) continue;
    if (!compiled.kinds.includes(tree.kinds[tree.symbol[node]!]!)) continue;
    const matcher = new Matcher(tree);
    matcher.fits(compiled, node, (last) => {
      const bound: Record<string, string> = {};
      for (const each of compiled.names) {
        const range = matcher.bindings.of(each);
        if (range !== null) bound[each] = code.slice(range.start, range.end);
      }
      found.push({ text: code.slice(tree.start[node], tree.end[last]), start: tree.start[node]!, bound });
      return true;
    });
  }
  return found;
}
