import { describe, expect, it } from 'vitest';
import { createLiveRegion } from '../../../../apps/cli/terminal/live-region.ts';
import { createScreen } from '../../../../apps/cli/terminal/screen.ts';
import { VirtualTerminal } from './virtual-terminal.ts';

function setUp(columns = 20, rows = 6) {
  const terminal = new VirtualTerminal(columns, rows);
  return { terminal, region: createLiveRegion(createScreen(terminal.stream, {})) };
}

describe('live region', () => {
  it('draws over itself and scrolls what is committed away above', () => {
    const { terminal, region } = setUp();
    region.show(['working 1 s']);
    region.show(['two', 'lines']);
    region.commit(['done a']);
    region.show(['working 2 s']);
    expect(terminal.lines()).toEqual(['done a', 'working 2 s']);
    region.clear();
    expect(terminal.lines()).toEqual(['done a']);
  });

  it('cuts lines to the width, so that one line is one row', () => {
    const { terminal, region } = setUp(12);
    region.show(['x'.repeat(40), 'y']);
    region.show(['z']);
    expect(terminal.lines()).toEqual(['z']);
  });

  it('shows the end of what is higher than the terminal', () => {
    const { terminal, region } = setUp(20, 4);
    region.show(['1', '2', '3', '4', '5']);
    expect(terminal.lines()).toEqual(['3', '4', '5']);
    region.clear();
    expect(terminal.lines()).toEqual([]);
  });

  it('writes only what is committed where the cursor cannot be moved', () => {
    const terminal = new VirtualTerminal(20, 6);
    const region = createLiveRegion(createScreen({ ...terminal.stream, isTTY: false }, {}));
    region.show(['spinner']);
    region.commit(['kept']);
    region.clear();
    expect(terminal.written).toBe('kept\n');
  });
});
