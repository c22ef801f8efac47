import { describe, expect, it } from 'vitest';
import { createPageHinkley } from '../../../src/monitor/index.ts';
import { createRandom } from '../../../src/train/index.ts';

describe('Page-Hinkley', () => {
  it('adds up what is above the running mean, as worked out by hand', () => {
    const detector = createPageHinkley({ tolerance: 0, threshold: 10, warmUp: 1 });
    // Means 0, 2, 3; sums 0, 2, 5; least 0.
    for (const value of [0, 4, 5]) detector.update(value);
    expect(detector.statistic).toBeCloseTo(4, 12);
    expect(detector.driftDetected).toBe(false);
  });

  it('detects a lasting rise soon after it, and nothing before', () => {
    const random = createRandom(3);
    const detector = createPageHinkley({ tolerance: 0.1, threshold: 10 });
    const detected: number[] = [];
    for (let at = 0; at < 600; at++)
      if (detector.update((at < 400 ? 0.3 : 1) + 0.4 * (random.next() - 0.5))) detected.push(at);
    expect(detected[0]).toBeGreaterThanOrEqual(400);
    expect(detected[0]).toBeLessThan(430);
  });

  it('begins anew after a detection and after reset', () => {
    const detector = createPageHinkley({ tolerance: 0, threshold: 1, warmUp: 1 });
    expect([0, 5].map((value) => detector.update(value))).toEqual([false, true]);
    expect(detector.statistic).toBe(0);
    detector.reset();
    expect(detector.driftDetected).toBe(false);
  });

  it('lets a fall pass', () => {
    const detector = createPageHinkley({ threshold: 3, warmUp: 1 });
    const values = Array.from({ length: 200 }, (_, at) => (at < 100 ? 1 : 0));
    expect(values.some((value) => detector.update(value))).toBe(false);
  });
});
