import { looksLikeCode } from './code-blocks.ts';
import type { Claims, PathExists, PathKind } from './entities.ts';
import { isFunctionWord } from './words.ts';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const codeExtensions = set(
  'js jsx mjs cjs ts tsx mts cts py pyw pyi java go rs c h cpp cc cxx hpp hh hxx cs rb rake php phtml inc kt kts swift scala lua pl sh bash vue svelte ipynb',
);
const tableExtensions = set('csv tsv parquet json jsonl ndjson xlsx xls feather arrow avro orc pq psv');
const otherExtensions = set(
  'txt md yaml yml toml sql html htm css scss xml ini cfg conf lock log gradle proto tf diff patch dockerfile tar',
);
const configFiles =
  /(^|[\\/])(package(-lock)?|tsconfig[\w.-]*|jsconfig|composer|biome|langgraph|deno)\.json$/i;
/** Products that are written like a file. */
const products = set(
  'Node.js Vue.js Next.js React.js Express.js Nuxt.js Three.js D3.js Angular.js Ember.js Nest.js',
);
/** Words that people join with a slash. */
const slashed = set(
  'and/or w/o w/ n/a i/o a/b his/her he/she s/he yes/no y/n true/false 24/7 on/off train/test test/train train/val in/out input/output up/down pass/fail accept/reject precision/recall and/or/not pros/cons',
);
/** Folder names that need no word beside them. */
const plainFolders = set('src lib apps packages');
/** Words that stand before "folder" without being its name. */
const notFolderNames = set(
  'whole entire current same root project main other next previous last first second new old working home data source parent sub',
);

function extensionOf(path: string): string | null {
  const match = /[^\\/.]\.([A-Za-z0-9]{1,10})$/.exec(path.replace(/\.(gz|zip|bz2|zst)$/i, ''));
  return match ? match[1]!.toLowerCase() : null;
}

/** What a path holds, by its name. */
export function pathKindOf(path: string): PathKind {
  const extension = extensionOf(path);
  if (extension === null || /[\\/]$/.test(path)) return 'folder';
  if (configFiles.test(path)) return 'other';
  if (tableExtensions.has(extension)) return 'table';
  return codeExtensions.has(extension) ? 'code' : 'other';
}

function hasKnownExtension(path: string): boolean {
  const extension = extensionOf(path);
  if (extension === null) return false;
  return codeExtensions.has(extension) || tableExtensions.has(extension) || otherExtensions.has(extension);
}

/** True where text is written like a path, whether it exists or not. */
export function isPathLike(text: string): boolean {
  if (text === '' || products.has(text) || slashed.has(text.toLowerCase())) return false;
  if (/^(\.{1,2}|~)$/.test(text)) return true;
  if (/^(\.{1,2}|~)[\\/]|^[A-Za-z]:[\\/]|^\\\\[\w.-]+\\/.test(text)) return true;
  if (/^\/[\w.@~*-]/.test(text)) return true;
  if (/^(s3|gs|az|abfss?|hdfs|file|https?):\/\//i.test(text))
    return hasKnownExtension(text) || !/^http/i.test(text);
  if (/[<>|"=;]/.test(text) || text.includes('://')) return false;
  if (hasKnownExtension(text)) return true;
  if (/^[\p{L}\p{N}_.@~*{},-]+(\\[\p{L}\p{N}_.@*{}, -]+)+\\?$/u.test(text)) return true;
  if (/^[\p{L}\p{N}_.@~*{},()[\]-]+(\/[\p{L}\p{N}_.@*{},()[\]-]*)+$/u.test(text))
    return !/^[\d/]+$/.test(text);
  return /\*/.test(text) && /^[\w.*?{},-]+$/.test(text) && /[.\w]/.test(text) && text.length > 2;
}

/** A chunk between spaces, without the sentence's punctuation and an argument's name before "=". */
function trimChunk(chunk: string): { text: string; skipped: number } {
  let start = /^[([{<"'“‘,;]*/.exec(chunk)![0].length;
  const assigned = /^-{0,2}[A-Za-z][\w-]*[=:](?![\\/]{1,2})(?=.)/.exec(chunk.slice(start));
  if (assigned && !/^[A-Za-z]:/.test(chunk.slice(start))) start += assigned[0].length;
  start += /^["'(]*/.exec(chunk.slice(start))![0].length;
  if (chunk[start] === '@' && chunk.length > start + 1) start += 1;
  let text = chunk.slice(start);
  let before: string;
  do {
    before = text;
    text = text.replace(/[,;:!?"'”’>]+$/, '').replace(/['’]s$/, '');
    if (!/[([{]/.test(text)) text = text.replace(/[)\]}]+$/, '');
    else if (/^[^([{]*[)\]}]/.test(text) === false && /\)$/.test(text) && !text.includes('('))
      text = text.slice(0, -1);
    if (!/^\.{1,2}$|[\\/]\.{1,2}$/.test(text)) text = text.replace(/\.+$/, '');
  } while (text !== before);
  return { text: text.replace(/(\.\w+):\d+([:-]\d+)?$/, '$1'), skipped: start };
}

/** Claims quoted text: as a path where it is written like one or exists, as code where it looks like code, else as a name. */
export function claimQuoted(claims: Claims, exists: PathExists): void {
  const quotes = [
    /"([^"\n\0]+)"/g,
    /“([^”\n\0]+)”/g,
    /`([^`\n\0]+)`/g,
    /(?<![\w\0])'([^'\n\0]+)'(?!\w)/g,
    /‘([^’\n\0]+)’/g,
  ];
  for (const quote of quotes) {
    for (const match of claims.free.matchAll(quote)) {
      const text = match[1]!.trim();
      if (text === '') continue;
      const span = { start: match.index, end: match.index + match[0].length };
      const isPath = exists(text) || (isPathLike(text.replaceAll(' ', '_')) && !/[.!?]\s+\w+\s/.test(text));
      if (isPath) claims.claim(span, { kind: 'path', path: text, pathKind: pathKindOf(text) });
      else if (looksLikeCode(text) && !match[0].startsWith("'"))
        claims.claim(span, { kind: 'code', code: text, language: null });
      else claims.claim(span, { kind: 'quoted', text });
    }
  }
}

/** A lone "." is the current folder after a verb or a preposition, and a full stop elsewhere. */
function isCurrentFolder(text: string, at: number): boolean {
  const before = /([\w-]+)\s+$/.exec(text.slice(Math.max(0, at - 80), at))?.[1]?.toLowerCase();
  return (
    before !== undefined && (!isFunctionWord(before) || /^(in|of|for|on|at|from|over|under|at)$/.test(before))
  );
}

/** Characters that an unquoted path with spaces may have. */
const longestPath = 200;

/** An unquoted path with spaces: grown word by word while what it names exists. */
function growToExisting(text: string, start: number, exists: PathExists): number | null {
  const rest = /^[^\n\0]*/.exec(text.slice(start, start + longestPath))![0];
  if (!/[./\\]/.test(rest)) return null;
  const ends = [...rest.matchAll(/\S+/g)].slice(0, 8).map((word) => word.index + word[0].length);
  for (let index = ends.length - 1; index > 0; index -= 1) {
    const candidate = rest.slice(0, ends[index]!).replace(/[,;:!?.]+$/, '');
    if (/ /.test(candidate) && /[./\\]/.test(candidate) && exists(candidate)) return start + candidate.length;
  }
  return null;
}

/** Claims every path that is written without quotes. */
export function claimPaths(claims: Claims, exists: PathExists): void {
  let until = 0;
  for (const chunk of claims.free.matchAll(/(?:\\ |[^\s\0])+/g)) {
    if (chunk.index < until) continue;
    const { text, skipped } = trimChunk(chunk[0]);
    const start = chunk.index + skipped;
    if (text === '' || (text === '.' && !isCurrentFolder(claims.free, chunk.index))) continue;
    const grown = /^[\p{L}\p{N}_.~\\/-]+$/u.test(text) ? growToExisting(claims.free, start, exists) : null;
    if (grown !== null) {
      until = grown;
      const path = claims.free.slice(start, grown);
      claims.claim({ start, end: grown }, { kind: 'path', path, pathKind: pathKindOf(path) });
      continue;
    }
    let offset = start;
    for (const piece of splitPieces(text)) {
      const path = piece.replaceAll('\\ ', ' ');
      if (isPathLike(piece.replaceAll('\\ ', '_')) || (/[._-]/.test(piece) && exists(piece))) {
        claims.claim(
          { start: offset, end: offset + piece.length },
          { kind: 'path', path, pathKind: pathKindOf(path) },
        );
      }
      offset += piece.length + 1;
    }
  }
  claimFolderNames(claims, exists);
}

/** "a.py,b.py" and "a.py+b.py" are two paths; "src/{a,b}.py" is one. */
function splitPieces(text: string): string[] {
  if (/[{}]/.test(text)) return [text];
  const pieces = text.split(/[,&+;]/);
  return pieces.length > 1 && pieces.every((piece) => isPathLike(piece)) ? pieces : [text];
}

/** "the tests folder", "folder services", and bare names such as "src" where a path may stand. */
function claimFolderNames(claims: Claims, exists: PathExists): void {
  for (const match of claims.free.matchAll(/([\w.-]+) (?:folder|directory|dir|subfolder|subdirectory)\b/gi)) {
    const name = match[1]!;
    if (isFunctionWord(name.toLowerCase()) || notFolderNames.has(name.toLowerCase())) continue;
    claims.claim(
      { start: match.index, end: match.index + name.length },
      { kind: 'path', path: name, pathKind: 'folder' },
    );
  }
  for (const match of claims.free.matchAll(
    /\b(?:folder|directory|dir)(?: (?:named|called))? ([\w.-]*\w)/gi,
  )) {
    const name = match[1]!;
    if (isFunctionWord(name.toLowerCase())) continue;
    const start = match.index + match[0].length - name.length;
    claims.claim({ start, end: start + name.length }, { kind: 'path', path: name, pathKind: 'folder' });
  }
  // "review notes.xyz": an ending that nobody knows, where only a file can stand.
  const alone =
    /\b(?:review|measure|profile|lint|inspect|scan|audit|validate) ([\p{L}_][\p{L}\p{N}_-]*\.[a-z]\w{0,5})(?=\s*(?:$|[,;!?\n\0]|\.\s|please\b))/giu;
  for (const match of claims.free.matchAll(alone)) {
    const name = match[1]!;
    if (products.has(name)) continue;
    const start = match.index + match[0].length - name.length;
    claims.claim({ start, end: start + name.length }, { kind: 'path', path: name, pathKind: 'other' });
  }
  const places =
    /(?<=\b(?:of|in|for|under|inside|at|on|from|review|measure|scan|audit|check|lint|inspect|metrics|and|,) )([A-Za-z][\w-]*)(?=\s*(?:$|[.,;:!?\n\0]|and\b|or\b|then\b|please\b|for\b|but\b))/gi;
  for (const match of claims.free.matchAll(places)) {
    const name = match[1]!;
    if (!plainFolders.has(name) && (isFunctionWord(name.toLowerCase()) || !exists(name))) continue;
    claims.claim(
      { start: match.index, end: match.index + name.length },
      { kind: 'path', path: name, pathKind: 'folder' },
    );
  }
  // In other places, "compare src with HEAD", only what is there is a folder.
  const further =
    /(?<=(?:^|[^\w-])(?:of|in|for|under|inside|at|on|from|review|measure|scan|audit|check|lint|inspect|compare|contrast|hold|with|against|vs|versus|than|is|did|has|and) )([A-Za-z][\w-]*)(?=\s*(?:$|[.,;:!?\n\0]|(?:since|with|against|vs|versus|and|or|now|again|too|better|worse|cleaner|simpler|get|got|gotten|become|before|after|as|to|from|than|please)\b))/gi;
  for (const match of claims.free.matchAll(further)) {
    const name = match[1]!;
    if (isFunctionWord(name.toLowerCase()) || notFolderNames.has(name.toLowerCase()) || !exists(name))
      continue;
    claims.claim(
      { start: match.index, end: match.index + name.length },
      { kind: 'path', path: name, pathKind: 'folder' },
    );
  }
}
