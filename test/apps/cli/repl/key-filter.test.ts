import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeyFilter } from '../../../../apps/cli/repl/key-filter.ts';

const start = '\u001b[200~';
const end = '\u001b[201~';

function createRecorder() {
  const seen: string[] = [];
  const filter = createKeyFilter({
    onKeys: (keys) => seen.push(`keys ${JSON.stringify(keys)}`),
    onPaste: (text, submit) => seen.push(`paste ${JSON.stringify(text)}${submit ? ' enter' : ''}`),
    onInterrupt: () => seen.push('interrupt'),
  });
  return { seen, filter, type: (text: string) => filter.push(Buffer.from(text)) };
}

describe('key filter', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('hands typed keys on', () => {
    const { seen, type } = createRecorder();
    type('a');
    type('\u0003');
    type('\u001b[A');
    expect(seen).toEqual(['keys "a"', 'keys "\\u0003"', 'keys "\\u001b[A"']);
  });

  it('takes a bracketed paste out, with its line ends as line feeds', () => {
    const { seen, type } = createRecorder();
    type(`see ${start}a\r\nb\rc\n${end}!`);
    expect(seen).toEqual(['keys "see "', 'paste "a\\nb\\nc"', 'keys "!"']);
  });

  it.each(Array.from({ length: 14 }, (_, at) => at))(
    'finds a paste whose marks are split after %i bytes',
    (at) => {
      const { seen, filter } = createRecorder();
      const bytes = Buffer.from(`${start}ü\n${end}`);
      filter.push(bytes.subarray(0, at));
      filter.push(bytes.subarray(at));
      vi.runAllTimers();
      expect(seen).toEqual(['paste "ü"']);
    },
  );

  it('gives an Escape key on after a moment', () => {
    const { seen, type } = createRecorder();
    type('\u001b');
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(seen).toEqual(['keys "\\u001b"']);
  });

  it('keeps what is typed ahead until the next prompt, one line at a time', () => {
    const { seen, filter, type } = createRecorder();
    type('first\rsecond\rth');
    expect(seen).toEqual(['keys "first\\r"']);
    filter.setMode('editing');
    expect(seen).toEqual(['keys "first\\r"', 'keys "second\\r"']);
    filter.setMode('editing');
    expect(seen.at(-1)).toBe('keys "th"');
  });

  it('interrupts work on Ctrl-C and drops what was typed before it', () => {
    const { seen, filter, type } = createRecorder();
    type('go\r');
    type('typed ahead');
    type('\u0003');
    filter.setMode('editing');
    expect(seen).toEqual(['keys "go\\r"', 'interrupt']);
  });

  it('drops what was typed before a question', () => {
    const { seen, filter, type } = createRecorder();
    type('go\r');
    type('y\r');
    filter.dropWaiting();
    filter.setMode('editing');
    expect(seen).toEqual(['keys "go\\r"']);
  });

  it('sees a paste in code that comes all at once without brackets, and in typed lines none', () => {
    const code = createRecorder();
    code.type('function f() {\n  return 1;\n}\n');
    expect(code.seen).toEqual(['paste "function f() {\\n  return 1;\\n}" enter']);
    const lines = createRecorder();
    lines.type('hello\nmeasure a.js\n/quit\n');
    expect(lines.seen).toEqual(['keys "hello\\r"']);
  });

  it('puts characters together whose bytes are split', () => {
    const { seen, filter } = createRecorder();
    const [first, second] = [...Buffer.from('ü')];
    filter.push(Buffer.from([first!]));
    filter.push(Buffer.from([second!]));
    expect(seen).toEqual(['keys "ü"']);
  });
});
