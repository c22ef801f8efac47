import { describe, expect, it } from 'vitest';
import { createMessageAssembler } from '../../../../apps/cli/repl/message-assembler.ts';

/** The messages that come of the lines, the unfinished one last. */
function messagesOf(lines: readonly string[]): string[] {
  const assembler = createMessageAssembler();
  const messages = lines.flatMap((line) => {
    const result = assembler.push(line);
    return result.kind === 'message' ? [result.text] : [];
  });
  const left = assembler.end();
  return left === null ? messages : [...messages, left];
}

describe('message assembler', () => {
  it('makes each plain line a message and skips empty ones', () => {
    expect(messagesOf(['hello', '', '   ', 'measure a.js'])).toEqual(['hello', 'measure a.js']);
  });

  it('keeps a fenced block together with its blank lines', () => {
    expect(messagesOf(['```js', 'if (a) {', '', '}', '```', 'next'])).toEqual([
      '```js\nif (a) {\n\n}\n```',
      'next',
    ]);
  });

  it('opens a fence at the end of a sentence', () => {
    expect(messagesOf(['review this: ```python', 'x = 1', '```'])).toEqual([
      'review this:\n```python\nx = 1\n```',
    ]);
  });

  it('closes a fence only by one of its own kind and length', () => {
    expect(messagesOf(['````md', '```', 'inner', '```', '````'])).toEqual(['````md\n```\ninner\n```\n````']);
    expect(messagesOf(['~~~', '```', '~~~', 'b'])).toEqual(['~~~\n```\n~~~', 'b']);
  });

  it('gives what stands when the input ends within a fence', () => {
    expect(messagesOf(['```', 'let x'])).toEqual(['```\nlet x']);
  });

  it('does not take inline code or a fence around one line for an open fence', () => {
    expect(messagesOf(['what does ```x``` do?'])).toEqual(['what does ```x``` do?']);
    expect(messagesOf(['a`b```'])).toEqual(['a`b```']);
  });

  it('goes on after a backslash at the end, not after an escaped one', () => {
    expect(messagesOf(['measure \\', 'a.js'])).toEqual(['measure \na.js']);
    expect(messagesOf(['C:\\code\\\\', 'b'])).toEqual(['C:\\code\\\\', 'b']);
  });

  it('says what it waits for, and forgets it on reset', () => {
    const assembler = createMessageAssembler();
    expect(assembler.push('a \\')).toEqual({ kind: 'more', within: 'line' });
    expect(assembler.isOpen).toBe(true);
    assembler.reset();
    expect(assembler.isOpen).toBe(false);
    expect(assembler.push('```')).toEqual({ kind: 'more', within: 'fence' });
    assembler.reset();
    expect(assembler.push('b')).toEqual({ kind: 'message', text: 'b' });
  });
});
