import { describe, expect, it } from 'vitest';
import { createStyle } from '../../../../apps/cli/terminal/style.ts';
import { renderTable } from '../../../../apps/cli/terminal/table.ts';
import { widthOf } from '../../../../apps/cli/terminal/width.ts';

const style = createStyle(false);

describe('table', () => {
  it('aligns columns under their titles', () => {
    const lines = renderTable(
      [{ title: 'file' }, { title: 'sloc', align: 'right' }],
      [
        ['a.js', '5'],
        ['longer.js', '1,200'],
      ],
      { columns: 80, style },
    );
    expect(lines).toEqual(['file        sloc', 'a.js           5', 'longer.js  1,200']);
  });

  it('shrinks the columns with the highest number first and never those with 0', () => {
    const columns = [
      { title: 'id', shrink: 0 },
      { title: 'name', shrink: 1 },
      { title: 'note', shrink: 2 },
    ];
    const lines = renderTable(columns, [['run_0123', 'a middling name', 'a long note about it']], {
      columns: 36,
      style,
    });
    expect(lines[1]).toBe('run_0123  a middling …  a long note…');
    const narrower = renderTable(columns, [['run_0123', 'a middling name', 'a long note about it']], {
      columns: 28,
      style,
    });
    expect(narrower[1]).toBe('run_0123  a middling …  a l…');
  });

  it.each([10, 20, 40, 100])('stays within %i columns', (columns) => {
    const titles = [
      { title: 'first column' },
      { title: 'second', align: 'right' as const },
      { title: 'third', maxWidth: 8 },
    ];
    const rows = [
      ['日本語のテキスト', '12345', 'something long'],
      ['', '', ''],
    ];
    for (const look of ['plain', 'frame'] as const)
      for (const line of renderTable(titles, rows, { columns, style, look }))
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  it('shows a table without rows as its titles', () => {
    expect(renderTable([{ title: 'a' }, { title: 'b' }], [], { columns: 20, style })).toEqual(['a  b']);
  });
});
