import { describe, expect, it } from 'vitest';
import { createPastes } from '../../../../apps/cli/repl/pastes.ts';

describe('pastes', () => {
  it('gives a lone paste back as it was', () => {
    const pastes = createPastes();
    const mark = pastes.keep('a = 1\n\n  b = 2');
    expect(mark).toBe('[paste #1: 3 lines]');
    expect(pastes.isMarked(mark)).toBe(true);
    expect(pastes.expand(` ${mark} `)).toBe('a = 1\n\n  b = 2');
  });

  it('fences a paste that stands beside words', () => {
    const pastes = createPastes();
    const mark = pastes.keep('x\ny');
    expect(pastes.expand(`review this: ${mark} please`)).toBe('review this:\n```\nx\ny\n```\n please');
  });

  it('takes a longer fence where the paste holds one', () => {
    const pastes = createPastes();
    const mark = pastes.keep('````\nx\n````');
    expect(pastes.expand(`see ${mark}`)).toBe('see\n`````\n````\nx\n````\n`````');
  });

  it('leaves a mark that a person typed', () => {
    const pastes = createPastes();
    expect(pastes.expand('[paste #9: 3 lines]')).toBe('[paste #9: 3 lines]');
    expect(pastes.isMarked('[paste #9: 3 lines]')).toBe(false);
  });
});
