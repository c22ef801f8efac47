/** The names people use for languages, by the canonical name. */
const names: Readonly<Record<string, readonly string[]>> = {
  javascript: ['js', 'mjs', 'cjs', 'node', 'nodejs', 'ecmascript'],
  jsx: [],
  typescript: ['ts', 'mts', 'cts'],
  tsx: [],
  python: ['py', 'python3', 'py3', 'python2'],
  java: [],
  go: ['golang'],
  rust: ['rs'],
  c: ['h'],
  cpp: ['c++', 'cc', 'cxx', 'hpp', 'cplusplus'],
  csharp: ['c#', 'cs', 'c-sharp'],
  ruby: ['rb'],
  php: ['php7', 'php8'],
  kotlin: ['kt'],
  swift: [],
  scala: [],
  bash: ['sh', 'shell', 'zsh', 'console'],
  sql: [],
  html: [],
  css: [],
  json: [],
  yaml: ['yml'],
  markdown: ['md'],
  perl: ['pl'],
  lua: [],
  r: [],
};

const canonical = new Map(
  Object.entries(names).flatMap(
    ([name, others]) => [[name, name], ...others.map((other) => [other, name])] as [string, string][],
  ),
);

/** A fence's tag as the canonical language name; an unknown tag in lower case, none as null. */
export function languageOfTag(tag: string): string | null {
  const lower = tag.trim().toLowerCase();
  return lower === '' ? null : (canonical.get(lower) ?? lower);
}

/** The canonical language that a word names, or null. */
export function languageOfWord(word: string): string | null {
  return canonical.get(word.toLowerCase()) ?? null;
}
