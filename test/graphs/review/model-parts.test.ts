import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutIntoChunks } from '../../../graphs/review/model/chunks.ts';
import { findQuote } from '../../../graphs/review/model/find-quote.ts';
import { maskSecrets } from '../../../graphs/review/model/mask-secrets.ts';
import { showCode } from '../../../graphs/review/model/shown-code.ts';
import { analyzeSource, measureSource } from '../../../src/code/index.ts';

const line = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.constantFrom('', '  return a;', 'f(x);\r', 'x\u200b = 1;', '漢字 = "é";', '}', '\t}'),
);
const text = fc.array(line, { minLength: 1, maxLength: 40 }).map((lines) => lines.join('\n'));

describe('a quote', () => {
  it('that is found is the file’s own text on lines that were shown, whatever the file holds', () => {
    fc.assert(
      fc.property(text, fc.nat(39), fc.nat(39), fc.nat(60), (source, from, to, named) => {
        const code = showCode(source, []);
        const lines = source.split('\n');
        const within = { line: 1, endLine: lines.length };
        const first = Math.min(from, to, lines.length - 1);
        const last = Math.min(Math.max(from, to), lines.length - 1);
        const place = findQuote(code.shown.slice(first, last + 1).join(' \n  '), code, within, named);
        if (place === null) return;
        expect(place.endLine).toBeLessThanOrEqual(lines.length);
        expect(lines.slice(place.line - 1, place.endLine).join('\n')).toContain(place.quote);
      }),
    );
  });

  it('is the one nearest to the line that is named', () => {
    const code = showCode('f(a);\nb();\nf(a);\nc();\n', []);
    const within = { line: 1, endLine: 5 };
    expect(findQuote('f( a )', code, within, 4)).toEqual({ line: 3, endLine: 3, quote: 'f(a)' });
    expect(findQuote('f( a )', code, within, 1)).toEqual({ line: 1, endLine: 1, quote: 'f(a)' });
    expect(findQuote('f(a)', code, { line: 2, endLine: 2 }, 1)).toBeNull();
    expect(findQuote('', code, within, 1)).toBeNull();
  });
});

describe('chunks', () => {
  it('hold every line with text, once and in order, and each fits or is one line', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 400 }), (source, most) => {
        const code = showCode(source, []);
        const chunks = cutIntoChunks(code, [], most);
        const seen = chunks.flatMap(({ line: first, endLine }) =>
          Array.from({ length: endLine - first + 1 }, (_, index) => first + index),
        );
        expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
        for (const [index, each] of code.shown.entries())
          if (each.trim() !== '') expect(seen).toContain(index + 1);
        for (const { line: first, endLine } of chunks) {
          const size = code.shown.slice(first - 1, endLine).reduce((sum, each) => sum + each.length + 7, 0);
          expect(endLine === first || size <= most).toBe(true);
        }
      }),
    );
  });

  it('are cut before functions, with the comment that belongs to them', async () => {
    const one = (name: string) =>
      `/** About ${name}. */\nfunction ${name}() {\n${'  step();\n'.repeat(10)}}\n`;
    const source = `${one('first')}\n${one('second')}\n${one('third')}`;
    const { functions } = await measureSource({ source, path: 'a.js' });
    const chunks = cutIntoChunks(showCode(source, []), functions, 500);
    const begins = chunks.map((chunk) => source.split('\n')[chunk.line - 1]);
    expect(begins).toEqual(['/** About first. */', '/** About third. */']);
  });
});

describe('secrets in shown code', () => {
  it('are masked line for line: keys by shape, literals by name, what the rules found', async () => {
    const key = [
      '-----BEGIN RSA PRIVATE KEY-----',
      'MIIEowIBAAKCAQEAx7',
      'abcdef',
      '-----END RSA PRIVATE KEY-----',
    ];
    const source = [
      `const a = "${'AKIA'}Q4ZJ7RT2WXN3V6YB";`,
      `const b = \`${key.join('\n')}\`;`,
      'login({ password: "hunter2-Xy9", user: "ann" });',
      'const url = "https://ann:s3cret@db.example/x";',
      'const sameAgain = "9f8Zk2LqP0xR7vTbN4mW";',
      'const config = { apiKey: "9f8Zk2LqP0xR7vTbN4mW" };',
      'const tokenKind = "access_token";',
    ].join('\n');
    const { findings } = await analyzeSource({ source, path: 'a.js' });
    const masked = maskSecrets(source, findings);
    expect(masked.split('\n')).toHaveLength(source.split('\n').length);
    for (const secret of [
      `${'AKIA'}Q4ZJ7RT2WXN3V6YB`,
      'MIIEowIBAAKCAQEAx7',
      'hunter2-Xy9',
      's3cret',
      '9f8Zk2LqP0xR7vTbN4mW',
    ])
      expect(masked).not.toContain(secret);
    expect(masked).toContain('user: "ann"');
    expect(masked).toContain('const tokenKind = "access_token";');
  });
});
