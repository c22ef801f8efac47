import { afterEach, beforeEach, expect, vi } from 'vitest';

// Tests see no keys of the person who runs them, and print nothing that they did not announce.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('OPSMITH_') || name.startsWith('GOOGLE_') || name.endsWith('_API_KEY'))
    delete process.env[name];
}

const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      printed.push(`console.${method}: ${parts.map(String).join(' ')}`);
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(printed, 'stray console output').toEqual([]);
});
