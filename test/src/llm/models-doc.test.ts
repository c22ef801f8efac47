import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Config } from '../../../src/config/index.ts';
import { LimitsConfig, providerNotes } from '../../../src/llm/index.ts';

const text = readFileSync(new URL('../../../docs/models.md', import.meta.url), 'utf8');
const snippets = [...text.matchAll(/```(json|yaml)\n([\s\S]*?)```/g)].map(([, kind, snippet]) =>
  kind === 'json' ? (JSON.parse(snippet!) as unknown) : (parse(snippet!) as unknown),
);

describe('docs/models.md', () => {
  it('shows only configurations that are valid', () => {
    expect(snippets.length).toBeGreaterThan(5);
    for (const snippet of snippets) expect(Config.safeParse(snippet).error).toBeUndefined();
  });

  it('names the limits that hold by default', () => {
    const shown = snippets.find((snippet) => 'limits' in (snippet as object)) as { limits: object };
    expect({ ...shown.limits, costUsd: null }).toEqual(LimitsConfig.parse(undefined));
  });

  it('names no key of the configuration that does not exist', () => {
    const known = Config.parse({});
    for (const [, path] of text.matchAll(/`((?:models|limits)\.[A-Za-z.]+)`/g)) {
      const value = path!
        .split('.')
        .reduce<unknown>((here, part) => (here as Record<string, unknown> | undefined)?.[part], known);
      expect(value, path).not.toBeUndefined();
    }
  });

  it('says of every provider what was tried, as opsmith doctor does', () => {
    const notes = providerNotes();
    expect(notes.map(({ provider }) => provider).sort()).toEqual(['ollama', 'openai', 'vertexai']);
    const rows = { ollama: 'Ollama', openai: 'OpenAI-compatible', vertexai: 'Vertex AI' };
    for (const { provider, tried, note } of notes) {
      const row = text.split('\n').find((line) => line.startsWith(`| ${rows[provider]} |`))!;
      expect(row.split('|')[2]!.trim() === 'nothing').toBe(tried === 'protocol');
      if (tried === 'protocol') expect(note).toContain('Never run against');
    }
  });
});
