import { describe, expect, it } from 'vitest';
import type { Embedder } from '../../src/memory/index.ts';

/** What every embedder must do. */
export function embedderContract(name: string, open: () => Promise<Embedder>): void {
  describe(`the embedder (${name})`, () => {
    it('gives one vector of unit length for each text, in their order, and the same ones again', async () => {
      const embedder = await open();
      const texts = ['alpha beta', 'gamma delta beta', 'alpha beta'];
      const vectors = await embedder.embed(texts, 'passage');
      expect(vectors).toHaveLength(3 * embedder.dimension);
      const rows = texts.map((_, at) =>
        vectors.slice(at * embedder.dimension, (at + 1) * embedder.dimension),
      );
      for (const row of rows) expect(Math.hypot(...row)).toBeCloseTo(1, 4);
      expect(cosine(rows[0]!, rows[2]!)).toBeCloseTo(1, 5);
      expect(cosine(rows[0]!, rows[1]!)).toBeLessThan(0.999);
      const alone = await embedder.embed([texts[1]!], 'passage');
      expect(cosine(alone, rows[1]!)).toBeCloseTo(1, 4);
      await embedder.close();
    });

    it('takes no texts, empty ones and very long ones', async () => {
      const embedder = await open();
      expect(await embedder.embed([], 'passage')).toHaveLength(0);
      const vectors = await embedder.embed(['', 'alpha beta '.repeat(6_000)], 'passage');
      expect(vectors).toHaveLength(2 * embedder.dimension);
      expect(vectors.every(Number.isFinite)).toBe(true);
      await embedder.close();
    });

    it('says what its vectors depend on', async () => {
      const first = await open();
      const second = await open();
      expect(first.id).toBe(second.id);
      expect(first.id).toContain(String(first.dimension));
      expect(first.label).not.toBe('');
      await Promise.all([first.close(), second.close()]);
    });
  });
}

/** Cosine of two vectors of unit length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}
