/** Which files of a code base an import means, by the rules of each language; nothing is read from the disk. */
import { dirname, join, normalize } from 'node:path/posix';
import type { LanguageName } from '../../code/index.ts';

/** The files of a code base by path. */
export interface ModulePaths {
  idOf(path: string): number | undefined;
  /** Ids of the files directly in a folder, of one language family. */
  inFolder(folder: string, extension: string): readonly number[];
  /** The files that an import in `from` means; more than one where it names a folder. Empty for what is not part of the code base. */
  resolve(from: { path: string; language: LanguageName }, module: string): readonly number[];
}

const scriptExtensions = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.d.ts',
  '.vue',
  '.svelte',
];
const scriptLanguages: ReadonlySet<LanguageName> = new Set(['javascript', 'jsx', 'typescript', 'tsx']);

/** `packages`: names of the code base's own packages (from package.json files) with their folders. */
export function createModulePaths(
  files: Iterable<readonly [path: string, id: number]>,
  packages: ReadonlyMap<string, string> = new Map(),
): ModulePaths {
  const byPath = new Map(files);
  const folders = new Map<string, [path: string, id: number][]>();
  /** Ids by the last two parts of the path: Java's and Go's imports begin at a folder that nobody names. */
  const bySuffix = new Map<string, string[]>();
  for (const [path, id] of byPath) {
    const folder = dirname(path);
    push(folders, folder, [path, id]);
    const parts = path.split('/');
    push(bySuffix, parts.slice(-1)[0]!, path);
  }
  const folderNames = new Map<string, string[]>();
  for (const folder of folders.keys()) push(folderNames, folder.slice(folder.lastIndexOf('/') + 1), folder);

  const idsOf = (...paths: string[]): number[] => {
    for (const path of paths) {
      const id = byPath.get(path);
      if (id !== undefined) return [id];
    }
    return [];
  };
  const inFolder = remembered((folder: string, extension: string): readonly number[] =>
    (folders.get(folder) ?? []).flatMap(([path, id]) => (path.endsWith(extension) ? [id] : [])),
  );

  const script = (from: string, module: string): readonly number[] => {
    const base = moduleBase(from, module, packages);
    if (base === null) return [];
    const bare = base.replace(/\.(?:m|c)?jsx?$/, '');
    return idsOf(
      base,
      ...scriptExtensions.map((extension) => base + extension),
      ...(bare === base ? [] : ['.ts', '.tsx', '.mts', '.cts'].map((extension) => bare + extension)),
      ...scriptExtensions.map((extension) => join(base, `index${extension}`)),
      ...scriptExtensions.map((extension) => join(base, 'src', `index${extension}`)),
    );
  };

  const python = (from: string, module: string): readonly number[] => {
    const [, dots = '', rest = ''] = /^(\.*)(.*)$/s.exec(module) ?? [];
    const inner = rest.replaceAll('.', '/');
    const at = (folder: string): number[] => {
      const base = normalize(join(folder, inner));
      return idsOf(`${base}.py`, join(base, '__init__.py'), `${base}.pyi`);
    };
    if (dots !== '') return at(join(dirname(from), ...Array.from({ length: dots.length - 1 }, () => '..')));
    // A package is found from any folder above, and from a `src` in it.
    for (let folder = dirname(from); ; folder = dirname(folder)) {
      const found = at(folder);
      if (found.length > 0) return found;
      const inSource = at(join(folder, 'src'));
      if (inSource.length > 0) return inSource;
      if (folder === '.' || folder === '/') return [];
    }
  };

  const go = (module: string): readonly number[] => {
    const parts = module.split('/');
    const last = parts.at(-1)!;
    const folder = (folderNames.get(last) ?? [])
      .filter((each) => module === each || module.endsWith(`/${each}`))
      .reduce((longest, each) => (each.length > longest.length ? each : longest), '');
    return folder === '' ? [] : inFolder(folder, '.go');
  };

  const java = (module: string): readonly number[] => {
    const path = module.replaceAll('.', '/');
    const name = path.slice(path.lastIndexOf('/') + 1);
    const found = (bySuffix.get(`${name}.java`) ?? bySuffix.get(`${name}.kt`) ?? []).filter((each) =>
      each.endsWith(`${path}${each.slice(each.lastIndexOf('.'))}`),
    );
    if (found.length > 0) return idsOf(...found);
    // `a.b.C.Inner`, and all of a package.
    const outer = path.slice(0, path.lastIndexOf('/'));
    if (outer === '') return [];
    const outerName = outer.slice(outer.lastIndexOf('/') + 1);
    const around = (bySuffix.get(`${outerName}.java`) ?? []).filter((each) => each.endsWith(`${outer}.java`));
    if (around.length > 0) return idsOf(...around);
    const folder = (folderNames.get(name) ?? []).find((each) => each === path || each.endsWith(`/${path}`));
    return folder === undefined ? [] : inFolder(folder, '.java');
  };

  const include = (from: string, module: string): readonly number[] => {
    const near = idsOf(normalize(join(dirname(from), module)), normalize(module), join('include', module));
    if (near.length > 0) return near;
    const found = (bySuffix.get(module.slice(module.lastIndexOf('/') + 1)) ?? []).filter((each) =>
      each.endsWith(`/${module}`),
    );
    return found.length === 1 ? idsOf(...found) : [];
  };

  const resolvers: Readonly<Record<string, (path: string, module: string) => readonly number[]>> = {
    python,
    go: (_path, module) => go(module),
    java: (_path, module) => java(module),
    c: include,
    cpp: include,
    php: (_path, module) => bySuffixOnly(bySuffix, module.replaceAll('\\', '/'), '.php', idsOf),
  };
  // What an import means depends on the folder that it stands in alone, and the files of a folder import much the same.
  const resolve = remembered((family: string, folder: string, module: string): readonly number[] =>
    family === 'script'
      ? script(join(folder, '_'), module)
      : (resolvers[family]?.(join(folder, '_'), module) ?? []),
  );
  return {
    idOf: (path) => byPath.get(path),
    inFolder,
    resolve: ({ path, language }, module) =>
      resolve(scriptLanguages.has(language) ? 'script' : language, dirname(path), module),
  };
}

/** A function that keeps what it gave, for as many questions as there is room for. */
function remembered<Arguments extends string[], Value>(
  compute: (...words: Arguments) => Value,
): (...words: Arguments) => Value {
  const most = 200_000;
  const known = new Map<string, Value>();
  return (...words) => {
    const key = words.join('\0');
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = compute(...words);
    if (known.size >= most) known.clear();
    known.set(key, value);
    return value;
  };
}

/** Where a script's import begins: a path within the code base, or null for a package of others. */
function moduleBase(from: string, module: string, packages: ReadonlyMap<string, string>): string | null {
  if (module.startsWith('.')) return normalize(join(dirname(from), module)).replace(/\/$/, '');
  for (const [name, folder] of packages)
    if (module === name || module.startsWith(`${name}/`))
      return normalize(join(folder, module.slice(name.length)));
  // What bundlers and TypeScript call the folder of the sources, more often than not.
  if (/^[@~]\//.test(module)) return normalize(join('src', module.slice(2)));
  return null;
}

function bySuffixOnly(
  bySuffix: ReadonlyMap<string, string[]>,
  path: string,
  extension: string,
  idsOf: (...paths: string[]) => number[],
): readonly number[] {
  const name = path.slice(path.lastIndexOf('/') + 1) + extension;
  const found = bySuffix.get(name) ?? [];
  return found.length === 1
    ? idsOf(...found)
    : idsOf(...found.filter((each) => each.endsWith(path + extension)));
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
