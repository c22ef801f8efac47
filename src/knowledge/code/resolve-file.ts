/** Binds a file's imports, calls and base classes to what they mean: by scope, through imports, by known types, and last by a name that only one file defines. */
import { dirname, extname } from 'node:path/posix';
import type { Call } from '../../code/index.ts';
import { isBuiltIn } from './built-in-names.ts';
import type { CallGround, Links, StoredOutline } from './encoded-outline.ts';
import { type ModuleView, mostDefiners, viewOf, type WorkspaceView } from './workspace-view.ts';

/** A definition in a file. */
interface Target {
  file: number;
  name: string;
}
type Found = Target & { ground: CallGround };

export interface FileToResolve {
  id: number;
  path: string;
  outline: StoredOutline;
  /** The links from before, whose dates go on. */
  before: Links;
}

/** Through so many files a name is followed over re-exports, and so many classes are asked for an inherited method. */
const mostFollowed = 200;
/** Languages in which a file gives no more than it defines itself: what it imports is its own affair. */
const withoutReexports: ReadonlySet<string> = new Set(['go', 'java', 'csharp', 'php']);
/** Languages in which the files of a folder see each other's names. */
const folderScoped: ReadonlySet<string> = new Set(['go', 'java', 'csharp', 'php']);
const selfNames: ReadonlySet<string> = new Set(['this', 'self', 'cls', 'super', '$this', 'Self']);

export async function resolveFile(file: FileToResolve, view: WorkspaceView, now: number): Promise<Links> {
  return new FileResolver(file, view, now).resolve();
}

class FileResolver {
  readonly #file: FileToResolve;
  readonly #view: WorkspaceView;
  readonly #own: ModuleView;
  readonly #since: (kind: string, target: string) => number;
  /** What names mean that were imported. */
  readonly #bound = new Map<string, { files: readonly number[]; imported: string }>();
  /** Files all of whose names were imported. */
  readonly #opened: number[] = [];
  /** What modules give and what class names mean, once found: a file asks for the same ones again and again. */
  readonly #given = new Map<string, Target | null>();
  readonly #classes = new Map<string, Target | null>();

  constructor(file: FileToResolve, view: WorkspaceView, now: number) {
    this.#file = file;
    this.#view = view;
    this.#own = viewOf({ id: file.id, path: file.path, language: file.outline.language }, file.outline);
    this.#since = datesOf(file.before, now);
  }

  async resolve(): Promise<Links> {
    const imports = await this.#imports();
    return { ...imports, calls: await this.#calls(), bases: await this.#bases() };
  }

  async #imports(): Promise<Pick<Links, 'imports' | 'external'>> {
    const { path, outline, id } = this.#file;
    const imports = new Map<number, Links['imports'][number]>();
    const external = new Map<string, Links['external'][number]>();
    // Declarations of types are never run.
    const isDeclarations = /\.d\.[cm]?ts$/.test(path);
    for (const { module, line, names, isReexport, isDeferred } of outline.imports) {
      const times = isDeferred || isDeclarations ? 0 : 1;
      const files = await this.#filesOf(module, names);
      if (files.length === 0) external.set(module, { module, line, since: this.#since('external', module) });
      for (const file of files) {
        const known = imports.get(file);
        if (known !== undefined) known.count += times;
        else if (file !== id)
          imports.set(file, {
            from: -1,
            file,
            name: '',
            line,
            count: times,
            since: this.#since('imports', `${file}`),
          });
      }
      if (isReexport) continue;
      for (const [local, imported] of names) {
        if (local === '*') this.#opened.push(...files);
        else this.#bound.set(local, { files, imported });
      }
      // `from package import module`: the module is a file of its own.
      if (outline.language === 'python')
        for (const [local, imported] of names) {
          if (imported === '*') continue;
          const inner = this.#view.modules.resolve(
            { path, language: 'python' },
            joinModule(module, imported),
          );
          for (const file of inner) {
            this.#bound.set(local, { files: [file], imported: '*' });
            if (file !== id && !imports.has(file))
              imports.set(file, {
                from: -1,
                file,
                name: '',
                line,
                count: 1,
                since: this.#since('imports', `${file}`),
              });
          }
        }
    }
    return { imports: [...imports.values()], external: [...external.values()] };
  }

  async #filesOf(module: string, names: readonly (readonly [string, string])[]): Promise<readonly number[]> {
    const { path, outline } = this.#file;
    const files = this.#view.modules.resolve({ path, language: outline.language }, module);
    if (files.length < 2 || names.length === 0 || names.some(([, imported]) => imported === '*'))
      return files;
    // A folder of files: only those that define what is taken from it.
    const defining: number[] = [];
    for (const id of files) {
      const other = await this.#view.module(id);
      if (other !== null && names.some(([, imported]) => other.byLastPart.has(imported))) defining.push(id);
    }
    return defining;
  }

  async #calls(): Promise<Links['calls']> {
    const { outline } = this.#file;
    const links = new Map<string, Links['calls'][number]>();
    for (const call of outline.calls) {
      const { caller, line, count, args } = call;
      const found = await this.#callee(call);
      if (found === null) continue;
      const key = `${caller} ${found.file} ${found.name} ${args ?? ''}`;
      const known = links.get(key);
      if (known !== undefined) known.count += count;
      else {
        const since = this.#since('calls', `${found.file} ${found.name}`);
        links.set(key, { from: caller, ...found, line, count, since, ...(args !== undefined && { args }) });
      }
    }
    return [...links.values()];
  }

  async #callee({ caller, name, receiver, args, local }: Call): Promise<Found | null> {
    if (receiver === '') return this.#byScope(caller, name, local);
    const onlyOne = () => this.#onlyOne(name, caller, args);
    const [first = '', ...rest] = receiver.split(/[.:\\]+/);
    if (selfNames.has(first) || this.#isOwnReceiver(caller, first)) {
      const className = this.#classAround(caller);
      if (rest.length === 0 && className !== '')
        return this.#method({ file: this.#own.id, name: className }, name, 'scope', first !== 'super');
      if (rest.length === 1) return (await this.#onType(rest[0]!, name)) ?? onlyOne();
      return onlyOne();
    }
    const last = rest.at(-1) ?? first;
    // A variable or a parameter is not the module, class or function of the same name further out.
    if (local !== undefined) {
      const isUntyped = rest.length === 0 && !Object.hasOwn(this.#file.outline.types, first);
      return (isUntyped ? null : await this.#onType(last, name)) ?? onlyOne();
    }
    const bound = this.#bound.get(receiver) ?? (rest.length === 0 ? this.#bound.get(first) : undefined);
    if (bound !== undefined) {
      const found = await this.#imported(bound, name);
      return found;
    }
    if (rest.length === 1 && this.#bound.has(first)) {
      // `module.Class.method()`
      const target = await this.#member(this.#bound.get(first)!, rest[0]!);
      if (target !== null) return this.#method(target, name, 'import');
    }
    const byType = await this.#onType(last, name);
    if (byType !== null) return byType;
    const named = await this.#byScope(caller, first);
    if (named !== null && rest.length === 0) return this.#method(named, name, named.ground);
    return onlyOne();
  }

  /** Go's methods name their own object as they like: the only parameter that stands for the type around. */
  #isOwnReceiver(caller: number, first: string): boolean {
    return (
      this.#own.language === 'go' &&
      caller >= 0 &&
      this.#file.outline.types[first] === this.#classAround(caller)
    );
  }

  /** `local`: the definition that binds the name itself, beyond which nothing is looked for. */
  async #byScope(caller: number, name: string, local?: number): Promise<Found | null> {
    const { definitions } = this.#own;
    const bindsIt = local === undefined ? null : nameAt(this.#file.outline, local);
    // From the innermost definition outwards; a method is not seen without its object, except in Java and its like.
    let around = caller < 0 ? '' : nameAt(this.#file.outline, caller);
    for (;;) {
      if (around === '' && bindsIt === '') return null;
      const full = around === '' ? name : `${around}.${name}`;
      const isSeen =
        around === '' || definitions.get(around) === 'function' || folderScoped.has(this.#own.language);
      if (isSeen && definitions.has(full)) return { file: this.#own.id, name: full, ground: 'scope' };
      if (around === '') break;
      if (around === bindsIt) return null;
      around = around.includes('.') ? around.slice(0, around.lastIndexOf('.')) : '';
    }
    const bound = this.#bound.get(name);
    if (bound !== undefined) {
      const found = await this.#member(bound, bound.imported);
      return found === null ? null : { ...found, ground: 'import' };
    }
    for (const file of this.#opened) {
      const found = await this.#exported(file, name);
      if (found !== null) return { ...found, ground: 'import' };
    }
    const className = this.#classAround(caller);
    if (folderScoped.has(this.#own.language)) {
      if (className !== '') {
        const inherited = await this.#method({ file: this.#own.id, name: className }, name, 'scope', false);
        if (inherited !== null) return inherited;
      }
      const peers = this.#view.modules.inFolder(dirname(this.#file.path), extname(this.#file.path));
      for (const file of await this.#definersAmong(name, peers)) {
        const other = await this.#view.module(file);
        if (other?.definitions.has(name) && other.package === this.#own.package)
          return { file, name, ground: 'scope' };
      }
    }
    return this.#own.language === 'c' || this.#own.language === 'cpp' || this.#own.language === 'ruby'
      ? this.#onlyOne(name, caller)
      : null;
  }

  async #definersAmong(name: string, files: readonly number[]): Promise<readonly number[]> {
    const definers = await this.#view.definers(name);
    if (definers.length > mostDefiners) return files.length > 200 ? [] : files;
    return definers.filter((id) => files.includes(id));
  }

  /** A call on something imported: a function of a module, or a method of a class. */
  async #imported(
    bound: { files: readonly number[]; imported: string },
    name: string,
  ): Promise<Found | null> {
    if (bound.imported === '*') {
      const found = await this.#member(bound, name);
      return found === null ? null : { ...found, ground: 'import' };
    }
    const target = await this.#member(bound, bound.imported);
    return target === null ? null : this.#method(target, name, 'import');
  }

  async #member({ files }: { files: readonly number[] }, name: string): Promise<Target | null> {
    // Of a package with many files only those are asked that define the name.
    const asked =
      files.length > 1 && withoutReexports.has(this.#own.language)
        ? await this.#definersAmong(name, files)
        : files;
    for (const file of asked) {
      const found = await this.#exported(file, name);
      if (found !== null) return found;
    }
    return null;
  }

  /** What a module gives under a name, through its re-exports. */
  async #exported(file: number, name: string): Promise<Target | null> {
    const key = `${file} ${name}`;
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    const found = await this.#reexported(file, name, new Set());
    this.#given.set(key, found);
    return found;
  }

  /** As `#exported`; `followed` has what was asked on the way, and leads to nothing again. */
  async #reexported(file: number, name: string, followed: Set<string>): Promise<Target | null> {
    followed.add(`${file} ${name}`);
    const other = await this.#view.module(file);
    if (other === null) return null;
    const own = Object.hasOwn(other.exports, name) ? other.exports[name]! : name;
    if (other.definitions.has(own)) return { file, name: own };
    if (withoutReexports.has(other.language)) return null;
    for (const { module, names } of other.imports) {
      for (const [local, imported] of names) {
        if (local !== own && local !== name && local !== '*') continue;
        const files = this.#view.modules.resolve(
          { path: other.path, language: other.language as StoredOutline['language'] },
          module,
        );
        for (const next of files) {
          const wanted = imported === '*' ? name : imported;
          if (followed.has(`${next} ${wanted}`) || followed.size >= mostFollowed) continue;
          const found = await this.#reexported(next, wanted, followed);
          if (found !== null) return found;
        }
      }
    }
    return null;
  }

  /** A method of a class, its own or inherited. */
  async #method(
    owner: Target,
    name: string,
    ground: CallGround,
    own = true,
    asked = new Set<string>(),
  ): Promise<Found | null> {
    const key = `${owner.file} ${owner.name}`;
    if (asked.has(key) || asked.size >= mostFollowed) return null;
    asked.add(key);
    const other = owner.file === this.#own.id ? this.#own : await this.#view.module(owner.file);
    if (other === null) return null;
    const full = `${owner.name}.${name}`;
    if (own && other.definitions.has(full)) return { file: owner.file, name: full, ground };
    // Go's and Rust's methods may stand in another file of the folder.
    if (other.language === 'go') {
      const peers = this.#view.modules.inFolder(dirname(other.path), '.go');
      for (const file of await this.#definersAmong(name, peers))
        if ((await this.#view.module(file))?.definitions.has(full)) return { file, name: full, ground };
    }
    for (const base of other.bases.get(owner.name) ?? []) {
      const target = await this.#classNamed(other, base);
      if (target === null) continue;
      const found = await this.#method(target, name, ground, true, asked);
      if (found !== null) return found;
    }
    return null;
  }

  async #classNamed(from: ModuleView, name: string): Promise<Target | null> {
    const key = `${from.id} ${name}`;
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    const found = await this.#lookUpClass(from, name);
    this.#classes.set(key, found);
    return found;
  }

  async #lookUpClass(from: ModuleView, name: string): Promise<Target | null> {
    if (from.definitions.get(name) === 'class') return { file: from.id, name };
    for (const { module, names } of from.imports)
      for (const [local, imported] of names) {
        if (local !== name && local !== '*') continue;
        const files = this.#view.modules.resolve(
          { path: from.path, language: from.language as StoredOutline['language'] },
          module,
        );
        const found = await this.#member({ files }, imported === '*' || local === '*' ? name : imported);
        if (found !== null) return found;
      }
    if (!folderScoped.has(from.language)) return null;
    const peers = this.#view.modules.inFolder(dirname(from.path), extname(from.path));
    for (const file of await this.#definersAmong(name, peers))
      if ((await this.#view.module(file))?.definitions.get(name) === 'class') return { file, name };
    return null;
  }

  async #onType(variable: string, name: string): Promise<Found | null> {
    const { types } = this.#file.outline;
    const isTyped = Object.hasOwn(types, variable);
    const type = isTyped ? types[variable]! : variable;
    if (!isTyped && !/^[A-Z]/.test(variable)) return null;
    const target = await this.#classNamed(this.#own, type);
    if (target === null) return null;
    return this.#method(target, name, isTyped ? 'type' : 'import');
  }

  /** The only definition of a name in the whole code base, where no value of the language has such a method anyway, and it takes as many arguments. */
  async #onlyOne(name: string, caller: number, args?: number): Promise<Found | null> {
    if (isBuiltIn(name, this.#own.language) || name.length < 4) return null;
    const definers = await this.#view.definers(name);
    if (definers.length !== 1) return null;
    const other = definers[0] === this.#own.id ? this.#own : await this.#view.module(definers[0]!);
    if (other === null || familyName(other.language) !== familyName(this.#own.language)) return null;
    const [only, ...more] = (other.byLastPart.get(name) ?? []).filter((full) => full.includes('.'));
    if (only === undefined || more.length > 0) return null;
    // A method that hands on to another object's of the same name does not call itself.
    if (other.id === this.#own.id && only === nameAt(this.#file.outline, caller)) return null;
    const parameters = other.parameters.get(only);
    if (args !== undefined && parameters !== undefined && !parameters.includes(args)) return null;
    return { file: other.id, name: only, ground: 'only-one' };
  }

  #classAround(caller: number): string {
    const { outline } = this.#file;
    for (let place = caller; place >= 0; place = outline.definitions[place]!.owner) {
      const { kind, name, owner } = outline.definitions[place]!;
      if (kind === 'class') return name;
      if (owner < 0 && name.includes('.')) return name.slice(0, name.lastIndexOf('.'));
    }
    return '';
  }

  async #bases(): Promise<Links['bases']> {
    const { outline } = this.#file;
    const links: Links['bases'] = [];
    for (const [place, { name, bases, line }] of outline.definitions.entries())
      for (const base of bases ?? []) {
        const target = await this.#classNamed(this.#own, base);
        if (target === null || (target.file === this.#own.id && target.name === name)) continue;
        const since = this.#since('bases', `${target.file} ${target.name}`);
        links.push({ from: place, ...target, line, count: 1, since });
      }
    return links;
  }
}

function nameAt(outline: StoredOutline, place: number): string {
  return place < 0 ? '' : outline.definitions[place]!.name;
}

function joinModule(module: string, name: string): string {
  return module.endsWith('.') ? module + name : `${module}.${name}`;
}

function familyName(language: string): string {
  if (/^(?:javascript|jsx|typescript|tsx)$/.test(language)) return 'script';
  return language === 'c' || language === 'cpp' ? 'c' : language;
}

/** When each link was first seen, by its target: places of callers change with every edit. */
function datesOf(before: Links, now: number): (kind: string, target: string) => number {
  const dates = new Map<string, number>();
  for (const { file, since } of before.imports) dates.set(`imports ${file}`, since);
  for (const { module, since } of before.external) dates.set(`external ${module}`, since);
  for (const { file, name, since } of before.calls) earliest(dates, `calls ${file} ${name}`, since);
  for (const { file, name, since } of before.bases) earliest(dates, `bases ${file} ${name}`, since);
  return (kind, target) => dates.get(`${kind} ${target}`) ?? now;
}

function earliest(dates: Map<string, number>, key: string, since: number): void {
  dates.set(key, Math.min(dates.get(key) ?? since, since));
}
