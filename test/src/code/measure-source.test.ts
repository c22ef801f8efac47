import { describe, expect, it } from 'vitest';
import { analyzeSource, measureSource, parseSource } from '../../../src/code/measure-source.ts';
import { kindOf, textOf } from '../../../src/code/syntax-tree.ts';

describe('a snippet', () => {
  it('of PHP is measured without the tag that a file has', async () => {
    const source = 'foreach ($rows as $row) {\n    if ($row && $row["a"]) {\n        f($row);\n    }\n}\n';
    const { language, metrics, errors } = await measureSource({ source });
    expect({ language, errors }).toEqual({ language: 'php', errors: [] });
    expect(metrics).toMatchObject({ sloc: 5, cyclomatic: 4, cognitive: 4 });
    const { tree } = await parseSource({ source });
    const loop = Array.from({ length: tree.count }, (_, row) => row).find(
      (row) => kindOf(tree, row) === 'foreach_statement',
    )!;
    expect(textOf(tree, loop)).toBe(source.trimEnd());
    expect(tree.line[loop]).toBe(1);
  });

  it('of PHP counts the tag where it has one, and a template is text where it has none', async () => {
    const tagged = await measureSource({ source: '<?php\nf();\n' });
    expect(tagged.metrics).toMatchObject({ sloc: 2, lloc: 1 });
    const template = await measureSource({ path: 'page.php', source: '<p>\nif (a) b\n</p>\n' });
    expect(template.metrics).toMatchObject({ sloc: 3, cyclomatic: 1 });
  });
});

describe('what is analysed', () => {
  it('has figures that follow from its findings', async () => {
    const source = 'export function run(request) {\n  return eval(request.query.code);\n}\n';
    const { file, findings } = await analyzeSource({ path: 'a.js', source });
    expect(findings.map(({ rule }) => rule)).toContain('eval-of-data');
    expect(file.metrics.securityScore).toBeLessThan(1);
    expect(file.metrics.technicalDebtRatio).toBeGreaterThan(0);
    for (const { line, endLine, quote } of findings) {
      expect(
        source
          .split('\n')
          .slice(line - 1, endLine)
          .join('\n'),
      ).toContain(quote);
    }
  });

  it('keeps its tree when something else is parsed', async () => {
    const first = await parseSource({ source: 'let a = 1;', language: 'javascript' });
    await parseSource({ source: 'function b() { return 2; }', language: 'javascript' });
    expect(textOf(first.tree, 0)).toBe('let a = 1;');
    expect(kindOf(first.tree, 1)).toBe('lexical_declaration');
  });
});
