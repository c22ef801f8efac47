import { describe, expect, it } from 'vitest';
import { holdsSecret, redact } from '../../../src/llm/index.ts';

describe('secrets in text', () => {
  it.each([
    'Authorization: Bearer abcdef0123456789',
    'sk-proj-abcdefghijklmnop1234',
    'key AIzaSyA-0123456789abcdefghijklmnopqrstu',
    'ya29.a0AfH6SMBx0123456789',
    'ghp_0123456789abcdefghij',
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc_def-123',
    'https://host/v1?key=0123456789abcdef&x=1',
    'http://user:hunter2@host:11434/',
    'HTTPS://user:hunter2@host/',
    'https://0123456789abcdef@host/1',
    'https://user0123456789@host/1',
    'https://abcdefghijklmnopqrstuvwxyz@host/1',
    'API_KEY=0123456789abcdef',
    'apiKey: "process.env.0123456789"',
    'apiKey: process.env-0123456789abcdef',
    'apiKey: process.env.API_KEY + "&key=0123456789"',
    '{"api_key": "0123456789abcdef"}',
    '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----',
  ])('are taken out of %s', (text) => {
    const clean = redact(text);
    expect(clean).toContain('[secret]');
    expect(clean).not.toMatch(/0123456789|hunter2|MIIE|abcdefghijklmnop|EXAMPLE|eyJzdWIi/);
    expect(holdsSecret(text)).toBe(true);
  });

  it('that are known are taken out wherever they stand', () => {
    expect(redact('it said: my-own-secret!', ['my-own-secret'])).toBe('it said: [secret]!');
  });

  it.each([
    'The tokens are 42.',
    'ask-me-anything about task-force-one',
    'http://127.0.0.1:11434/v1',
    'a key=value pair',
    'key: x',
    'apiKey: process.env.API_KEY',
    'const client = open({ apiKey: process.env.ANTHROPIC_API_KEY, retries: 2 });',
    'It reads apiKey = process.env.API_KEY.',
    'api_key = os.environ.get("API_KEY")',
    'apiKey = System.getenv("API_KEY")',
    'http://user@host/',
    'git clone https://Jane.Doe@example.com/x.git',
    'https://build-bot2@host:8443/',
  ])('are not seen in %s', (text) => {
    expect(redact(text, ['x', 'none'])).toBe(text);
  });
});
