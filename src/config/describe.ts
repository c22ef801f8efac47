import { configKeys } from './keys.ts';

/** A Markdown table of every key: what it does, what is allowed, its default and its variable. `docs/configuration.md` holds it. */
export function describeConfig(): string {
  const rows = configKeys()
    .filter((key) => key.path !== '$schema')
    .map((key) => {
      const fallback = key.default === undefined ? 'none' : `\`${JSON.stringify(key.default)}\``;
      return `| \`${key.path}\` | ${cell(key.description)} | ${cell(key.allowed)} | ${fallback} | \`${key.variable}\` |`;
    });
  return ['| key | what it does | allowed | default | variable |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
