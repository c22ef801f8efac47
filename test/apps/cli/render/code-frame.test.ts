import { describe, expect, it } from 'vitest';
import { renderCodeFrame } from '../../../../apps/cli/render/code-frame.ts';
import { createScreen } from '../../../../apps/cli/terminal/screen.ts';
import { widthOf, withoutStyle } from '../../../../apps/cli/terminal/width.ts';
import { linedText, placeOf } from '../../../../src/review/index.ts';

interface Shown {
  quote: string;
  line?: number;
  columns?: number;
  env?: Record<string, string>;
}

function frameOf(source: string, { quote, line = 1, columns = 80, env = {} }: Shown): string[] {
  const lined = linedText(source);
  const place = placeOf({ quote, line, endLine: line + quote.split('\n').length - 1 }, lined)!;
  const stream = { write: () => true, isTTY: true, columns };
  return renderCodeFrame({ source: lined, place, language: 'python' }, createScreen(stream, { ...env }));
}

const plain = { NO_COLOR: '1' };

/** The columns of the frame that stand over carets. */
function underlined(lines: readonly string[]): string {
  const at = lines.findIndex((line) => line.includes('^'));
  const first = widthOf(lines[at]!.slice(0, lines[at]!.indexOf('^')));
  const carets = lines[at]!.trim().length - lines[at]!.trim().indexOf('^');
  let column = 0;
  let found = '';
  for (const { segment } of new Intl.Segmenter().segment(lines[at - 1]!)) {
    if (column >= first && column < first + carets) found += segment;
    column += widthOf(segment);
  }
  return found;
}

describe('a code frame', () => {
  it('shows the line with its neighbours, and underlines what is quoted', () => {
    expect(
      frameOf('def f(a):\n    b = eval(a)\n    return b\n', { quote: 'eval(a)', line: 2, env: plain }),
    ).toEqual(['  1 │ def f(a):', '> 2 │     b = eval(a)', '    │         ^^^^^^^', '  3 │     return b']);
  });

  it('marks every line of what stands on several, and counts those that it has no room for', () => {
    const body = Array.from({ length: 9 }, (_, index) => `  step${index}()`).join('\n');
    const lines = frameOf(`run {\n${body}\n}\n`, { quote: `run {\n${body}\n}`, env: plain });
    expect(lines.slice(0, 2)).toEqual(['> 1 │ run {', '> 2 │   step0()']);
    expect(lines.at(-1)).toBe('    │ … 5 more lines');
    expect(lines).toHaveLength(7);
  });

  it('takes the indentation away that all lines share', () => {
    const lines = frameOf('        if a:\n            b()\n', { quote: 'b()', line: 2, env: plain });
    expect(lines[0]).toBe('  1 │ if a:');
    expect(lines[1]).toBe('> 2 │     b()');
  });

  it.each([
    ['tabs', '\t\tx\t=\teval(a)\n', 'eval(a)'],
    ['wide characters', "日本 = 'テキスト'; eval('日本')\n", "eval('日本')"],
    ['emoji and combining marks', "a = '👩‍👩‍👧é́'; eval(a)\n", 'eval(a)'],
    ['carriage returns', 'a()\r\neval(a)\r\n', 'eval(a)'],
    ['a byte-order mark in the middle', 'a = "\ufeff"; eval(a)\n', 'eval(a)'],
  ])('underlines the right columns beside %s', (_, source, quote) => {
    const line = source.startsWith(quote) || !source.includes('\r\n') ? 1 : 2;
    for (const columns of [80, 40, 20]) {
      const lines = frameOf(source, { quote, line, columns, env: plain });
      for (const each of lines) expect(widthOf(each), each).toBeLessThanOrEqual(columns);
      if (columns > 20) expect(underlined(lines)).toBe(quote);
    }
  });

  it('shows the part of a long line that is meant', () => {
    const source = `${'a = 1; '.repeat(30)}eval(b); ${'c = 2; '.repeat(30)}\n`;
    for (const columns of [80, 40, 24]) {
      const lines = frameOf(source, { quote: 'eval(b)', columns, env: plain });
      expect(underlined(lines)).toBe('eval(b)');
      expect(lines[0]).toMatch(/│ ….*eval\(b\).*…$/);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
    const wide = `${'日本語'.repeat(40)} = eval(b)\n`;
    for (let columns = 30; columns < 44; columns += 1)
      expect(underlined(frameOf(wide, { quote: 'eval(b)', columns, env: plain }))).toBe('eval(b)');
  });

  it('looks at a file that is one line no further than it shows', () => {
    const source = `${'x=1;'.repeat(500_000)}eval(b);${'y=2;'.repeat(500_000)}`;
    const lines = frameOf(source, { quote: 'eval(b)', env: plain });
    expect(underlined(lines)).toBe('eval(b)');
    expect(lines.join('').length).toBeLessThan(400);
  });

  it('lets nothing through that moves the cursor, colours or reorders', () => {
    const source =
      'x = "\u001b[2J\u001b]8;;http://e\u0007\u0007\u0000\u009b31m\u202egnp\u2066 \ud800"; eval(x)\r\n';
    for (const env of [plain, {}]) {
      const text = frameOf(source, { quote: 'eval(x)', env }).map(withoutStyle).join('\n');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(text).toContain('␛[2J');
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it('has colour on a terminal, and none where NO_COLOR asks for none', () => {
    const source = 'return eval(a) # why\n';
    const coloured = frameOf(source, { quote: 'eval(a)' });
    expect(coloured.join('')).toContain('\u001b[31m');
    const bare = frameOf(source, { quote: 'eval(a)', env: plain });
    expect(bare.join('')).not.toContain('\u001b');
    expect(coloured.map(withoutStyle)).toEqual(bare);
  });

  it('does without box-drawing where the terminal has none', () => {
    expect(frameOf('eval(a)\n', { quote: 'eval(a)', env: { ...plain, LANG: 'C' } })[0]).toBe('> 1 | eval(a)');
  });
});
