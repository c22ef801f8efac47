/** The worked example of `docs/languages.md`, done as the page says. */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileDeclaration } from '../../src/code/compile-declaration.ts';
import type { LanguageDeclaration } from '../../src/code/declaration.ts';
import type { Language } from '../../src/code/language.ts';
import { measureTree } from '../../src/code/measure-tree.ts';
import { SourceParser } from '../../src/code/source-parser.ts';
import { TreeBuffer } from '../../src/code/tree-buffer.ts';
import { printSyntaxTree } from '../tools/print-syntax-tree.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/languages.md'), 'utf8');

/** The text of the page's only block in a language. */
function block(language: string): string {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))];
  expect(blocks, language).toHaveLength(1);
  return blocks[0]![1]!;
}

it('prints the tree that the page shows', async () => {
  expect(await printSyntaxTree('zig', block('zig'))).toContain(block('text'));
});

it('measures with the declaration on the page what the page says', async () => {
  const code = encodeURIComponent(stripTypeScriptTypes(block('ts')));
  const { zig } = (await import(`data:text/javascript,${code}`)) as { zig: LanguageDeclaration };
  const parser = await SourceParser.open(zig.grammar);
  const language: Language = { name: zig.name, compiled: compileDeclaration(zig, parser.grammar), parser };
  const tree = new TreeBuffer();
  parser.parseInto(block('zig'), tree);

  const { functions, metrics, errors } = measureTree(tree, language);

  const expected = JSON.parse(block('json'));
  expect({ functions, file: metrics, errors }).toMatchObject({
    functions: expected.functions,
    file: expected.file,
    errors: [],
  });
});
