/** A file of the bundle, as far as it matters here. */
interface OutputFile {
  type: 'chunk' | 'asset';
  code?: string;
  /** The files that it imports, in their order. */
  imports?: string[];
}

type Bundle = Record<string, OutputFile>;

const listOfLoads = /\bloadInTurns\(\[[^\]]*\]\)/g;
const load = /(?:async ?)?\(\) ?=> ?[^,\]]*?import\(([`"'])\.\/([^`"']+)\1\)/g;

/**
 * A part of the build. A module that `loadInTurns` loads becomes a chunk that imports others, and all of them would be read and run in one stretch: each of them
 * is put into the list before the chunk that imports it, in the order in which they would be run.
 */
export const loadInPieces = {
  name: 'load-in-pieces',
  generateBundle(_options: unknown, bundle: Bundle): void {
    for (const chunk of Object.values(bundle)) {
      if (chunk.code === undefined) continue;
      const code = chunk.code.replaceAll(listOfLoads, (list) => {
        const listed = new Set<string>();
        return list.replaceAll(load, (own, _quote, file: string) => {
          const pieces = neededBy(file, bundle).filter((piece) => !listed.has(piece));
          for (const piece of pieces) listed.add(piece);
          return [...pieces.map((piece) => `()=>import("./${piece}")`), own].join(',');
        });
      });
      if (code !== chunk.code) chunk.code = code;
    }
  },
};

/** The chunks that a chunk needs, without itself; none where a circle is among them, which can only be entered as the bundler meant it to be. */
function neededBy(file: string, bundle: Bundle): string[] {
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (name: string): boolean => {
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk' || done.has(name)) return true;
    if (open.has(name)) return false;
    open.add(name);
    const isFree = (chunk.imports ?? []).every(visit);
    done.add(name);
    return isFree;
  };
  return visit(file) ? [...done].slice(0, -1) : [];
}
