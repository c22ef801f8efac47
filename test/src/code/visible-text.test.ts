import { describe, expect, it } from 'vitest';
import { visibleText, withoutInvisible } from '../../../src/code/index.ts';

describe('text made visible', () => {
  it('writes out what a reader does not see, and keeps tabs, lines and letters of all scripts', () => {
    expect(visibleText('a\u202eb\u200b\tc\nd\u001b[31m\u{e0041}')).toBe(
      'a\\u{202e}b\\u{200b}\tc\nd\\u{1b}[31m\\u{e0041}',
    );
    expect(visibleText('é ✓ 漢字 שלום 👍')).toBe('é ✓ 漢字 שלום 👍');
  });

  it('or leaves it out', () => {
    expect(withoutInvisible('ig\u200bno\u00adre')).toBe('ignore');
  });
});
