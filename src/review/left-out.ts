/** Files that a review is told to leave out: kinds of them by their names or heads, folders, files and globs. */
import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import {
  compileGlobs,
  type FoundFile,
  isGeneratedText,
  readSourceText,
  sourceTextOf,
} from '../code/index.ts';

/** What was left out for a name that was said; 0 files where nothing is called so. */
export interface LeftOut {
  name: string;
  files: number;
}

const ofKind: Readonly<Record<string, RegExp>> = {
  tests:
    /(^|\/)(tests?|__tests__|specs?|testing|testdata|fixtures?|e2e|mocks?|__mocks__|t-tap|[\w-]*(?<!la|con)tests?)\/|(^|\/)(test_[^/]*|tests|conftest)\.(py|rb)$|(^|\/)tests?\.rs$|[._-](test|tests|spec)\.[a-z]+$|(Test|Tests|TestCase|Spec|IT)\.(java|cs|php|kt|scala)$/,
  fixtures: /(^|\/)(fixtures?|testdata|test-data|test_data|mocks?|__mocks__)\//i,
  examples: /(^|\/)(_?examples?|samples?|demos?)\//i,
  benchmarks: /(^|\/)bench(mark)?(s|es)?\/|[._-]bench\.[a-z]+$/i,
  vendored: /(^|\/)(vendor(ed)?|third[_-]?party|external|deps|node_modules)\//i,
};

/** Sorts out of the files what is left out, and counts it by the name that was said for it. */
export function leaveOut(
  files: readonly FoundFile[],
  names: readonly string[],
  directory: string,
): { files: FoundFile[]; leftOut: LeftOut[] } {
  const root = realpathSync(directory);
  const tests = names.map((name) => testOf(name));
  const leftOut = names.map((name): LeftOut => ({ name, files: 0 }));
  const kept = files.filter((file) => {
    const path = relative(root, file.absolute).split(sep).join('/');
    const at = tests.findIndex((isMeant) => isMeant(path, file));
    if (at !== -1) leftOut[at]!.files += 1;
    return at === -1;
  });
  return { files: kept, leftOut };
}

function testOf(name: string): (path: string, file: FoundFile) => boolean {
  if (name === 'generated')
    return (path, file) => /\.(pyi|d\.[cm]?ts)$/.test(path) || isGeneratedText(textOf(file));
  const kind = ofKind[name];
  const isMeant = compileGlobs([name.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '')]);
  return kind === undefined ? isMeant : (path) => kind.test(path) || isMeant(path);
}

function textOf({ absolute, content }: FoundFile): string {
  return (content === undefined ? readSourceText(absolute) : sourceTextOf(content)) ?? '';
}

/** What was left out, in a sentence or two; empty where nothing was to be. */
export function leftOutText(leftOut: readonly LeftOut[]): string {
  const some = leftOut.filter(({ files }) => files > 0);
  const none = leftOut.filter(({ files }) => files === 0).map(({ name }) => called(name));
  return [
    ...(some.length === 0
      ? []
      : [
          `Left out as you said: ${some.map(({ name, files }) => `${called(name)} (${files === 1 ? 'one file' : `${files} files`})`).join(', ')}.`,
        ]),
    ...(none.length === 0 ? [] : [`Of ${none.join(' and ')} there was nothing to leave out here.`]),
  ].join(' ');
}

function called(name: string): string {
  return name === 'generated'
    ? 'generated code'
    : name === 'vendored'
      ? 'vendored code'
      : name in ofKind
        ? name
        : `\`${name}\``;
}
