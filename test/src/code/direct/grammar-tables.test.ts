import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { grammarTables, tablesToText } from '../../../../src/code/direct/grammar-tables.ts';
import { loadParser } from '../../../../src/code/parse.ts';

const names = ['javascript', 'typescript', 'tsx', 'python'] as const;

/** The tables as the module has them. */
async function tablesOf(name: string) {
  const { grammar } = await loadParser(name);
  const shownAs = grammar.productions!.publicSymbols;
  const shown = Uint8Array.from(grammar.kinds, (_, symbol) =>
    (shownAs[symbol] ?? symbol) === symbol ? 1 : 0,
  );
  return { name, kinds: grammar.kinds, named: grammar.named, shown, fields: grammar.fields };
}

/** Words in lines of a source file's width. */
function wrapped(words: string): string {
  const lines = [''];
  for (const word of words.split(' ')) {
    if (lines.at(-1)!.length + word.length > 103) lines.push('');
    lines[lines.length - 1] += `${lines.at(-1) === '' ? '' : ' '}${word}`;
  }
  return lines.map((line) => `      ${line.replaceAll('`', '\\`').replaceAll('${', '\\${')}\n`).join('');
}

it.runIf(process.env.UPDATE_TABLES === '1')('are written anew', async () => {
  const texts = await Promise.all(
    names.map(async (name) => ({ name, ...tablesToText(await tablesOf(name)) })),
  );
  const entries = texts.map(
    ({ name, kinds, fields }) =>
      `  ${name}: {\n    kinds: \`\n${wrapped(kinds)}    \`,\n    fields: \`\n${wrapped(fields)}    \`,\n  },\n`,
  );
  writeFileSync(
    new URL('../../../../src/code/direct/generated-tables.ts', import.meta.url),
    `/** Written by \`test/src/code/direct/grammar-tables.test.ts\`; see \`grammar-tables.ts\`. */\nexport const generatedTables: Readonly<Record<string, { kinds: string; fields: string }>> = {\n${entries.join('')}};\n`,
  );
});

it.each(names)('of %s are those of the module that tree-sitter loads', async (name) => {
  expect(grammarTables(name)).toEqual(await tablesOf(name));
});

it('are none for other grammars', () => {
  expect(grammarTables('ruby')).toBeNull();
});
