import { describe, expect, it } from 'vitest';
import type { CachedAnswer, CacheStore } from '../../src/llm/index.ts';

const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T00:00:00.000Z`;
const ever = day(1);

function answerOf(key: string, createdAt: string): CachedAnswer {
  return { key, provider: 'ollama', model: 'tiny:1b', answer: `{"is":"${key}"}`, createdAt };
}

/** What every cache of answers must do. */
export function cacheContract(name: string, open: () => Promise<CacheStore>): void {
  describe(`the cache (${name})`, () => {
    it('gives back what was put, and nothing else', async () => {
      const cache = await open();
      await cache.put(answerOf('a', day(2)));
      expect(await cache.get('a', day(3), ever)).toEqual(answerOf('a', day(2)));
      expect(await cache.get('b', day(3), ever)).toBeNull();
      expect(await cache.size()).toEqual({ entries: 1, bytes: 10 });
    });

    it('takes the later of two answers', async () => {
      const cache = await open();
      await cache.put(answerOf('a', day(2)));
      await cache.put({ ...answerOf('a', day(3)), answer: '"later"' });
      expect((await cache.get('a', day(4), ever))?.answer).toBe('"later"');
      expect((await cache.size()).entries).toBe(1);
    });

    it('gives nothing that is too old, and removes it', async () => {
      const cache = await open();
      await cache.put(answerOf('a', day(2)));
      await cache.put(answerOf('b', day(9)));
      expect(await cache.get('a', day(10), day(5))).toBeNull();
      await cache.prune({ maxEntries: 10, notBefore: day(5) });
      expect((await cache.size()).entries).toBe(1);
      expect(await cache.get('b', day(10), day(5))).not.toBeNull();
    });

    it('keeps what was used last', async () => {
      const cache = await open();
      for (const [index, key] of ['a', 'b', 'c', 'd'].entries())
        await cache.put(answerOf(key, day(2 + index)));
      await cache.get('a', day(20), ever);
      await cache.prune({ maxEntries: 2, notBefore: ever });
      const kept = await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key, day(21), ever)));
      expect(kept.map((answer) => answer !== null)).toEqual([true, false, false, true]);
    });

    it('can be emptied', async () => {
      const cache = await open();
      await cache.put(answerOf('a', day(2)));
      await cache.clear();
      expect(await cache.size()).toEqual({ entries: 0, bytes: 0 });
    });
  });
}
