/**
 * An analysis as text and bytes: what threads send each other, what a cache keeps, and what stands in memory while thousands of files are
 * reviewed. The functions of a file, most of its size, are decoded when somebody looks at them.
 */
import type { Analysis } from './analyze.ts';
import type { CloneWindows } from './clone-windows.ts';
import { functionAround } from './recommend.ts';
import type { Finding, FunctionMetrics, MeasuredFile } from './types.ts';

/** What a file was when it was read: whoever finds it so again need not read it. Times in milliseconds. */
export interface FileStamp {
  size: number;
  mtimeMs: number;
  ctimeMs: number;
  ino: number;
  /** When it was read: a change within the clock's grain after that would not show. */
  readAtMs: number;
}

export interface EncodedAnalysis {
  /** JSON of all but the functions and the path. */
  head: string;
  /** JSON of the functions. */
  functions: string;
  /** The windows and the code lines, as 32-bit numbers. */
  lines: Uint8Array;
  /** SHA-256 of the file's bytes, 64 hexadecimal digits, where it was asked for. */
  sha: string | null;
  stamp: FileStamp | null;
}

/** The JSON of decoded files' functions, for who prints it. */
const encodedFunctions = new WeakMap<MeasuredFile, () => string>();

/** How many functions decoded files have, for who only counts them. */
const functionCounts = new WeakMap<MeasuredFile, number>();

/** The number of a file's functions, which are not decoded for it. */
export function functionCountOf(file: MeasuredFile): number {
  return functionCounts.get(file) ?? file.functions.length;
}

/** Makes text and bytes of an analysis. */
export function encodeAnalysis(
  { file, windows, codeBefore, findings, suppressed, ...others }: Analysis,
  { sha = null, stamp = null }: Partial<Pick<EncodedAnalysis, 'sha' | 'stamp'>> = {},
): EncodedAnalysis {
  const { functions, path: _, ...figures } = file;
  // Said once, so that ids are made without decoding the functions.
  const owned = <Found extends Finding>(finding: Found): Found => ({
    ...finding,
    owner: finding.owner ?? functionAround(finding, functions),
  });
  const rest = { ...others, findings: findings.map(owned), suppressed: suppressed.map(owned) };
  return {
    head: JSON.stringify({ figures, rest, functionCount: functions.length }),
    functions: JSON.stringify(functions),
    lines: encodeLines(windows, codeBefore),
    sha,
    stamp,
  };
}

/** An encoded analysis of which parts may still lie elsewhere. */
export interface AnalysisParts {
  head: string;
  functions: () => string;
  lines: () => Uint8Array;
}

/** The analysis, for a path. @throws SyntaxError for a text that is no JSON */
export function decodeAnalysis(path: string, { head, functions, lines }: AnalysisParts): Analysis {
  const { figures, rest, functionCount } = JSON.parse(head) as {
    figures: Omit<MeasuredFile, 'path' | 'functions'>;
    rest: Omit<Analysis, 'file' | 'windows' | 'codeBefore'>;
    functionCount: number;
  };
  for (const finding of rest.findings) shareTexts(finding);
  const { language, metrics, errors, ...others } = figures;
  const file = withFunctions({ path, language, metrics, errors }, functions);
  functionCounts.set(file, functionCount);
  // What a workspace measures besides; usually nothing.
  Object.assign(file, others);
  let decoded: ReturnType<typeof decodeLines> | null = null;
  const numbers = () => {
    decoded ??= decodeLines(lines());
    return decoded;
  };
  return {
    file,
    ...rest,
    get windows() {
      return numbers().windows;
    },
    get codeBefore() {
      return numbers().codeBefore;
    },
  };
}

/** Texts that a rule says of every finding, each kept once: a large review has hundreds of thousands of findings. */
const shared = new Map<string, string>();
const mostShared = 5_000;

function share(text: string): string {
  const known = shared.get(text);
  if (known !== undefined) return known;
  if (shared.size < mostShared) shared.set(text, text);
  return text;
}

function shareTexts(finding: Finding): void {
  finding.rule = share(finding.rule);
  finding.category = share(finding.category) as Finding['category'];
  finding.severity = share(finding.severity) as Finding['severity'];
  finding.title = share(finding.title);
  if (finding.suggestion !== null) finding.suggestion = share(finding.suggestion);
}

/** A measured file with more in it: a copy, or, where its functions are still encoded, the same. */
export function extendFile<More extends object>(file: MeasuredFile, more: More): MeasuredFile & More {
  return encodedFunctions.has(file) ? Object.assign(file, more) : { ...file, ...more };
}

/** The JSON of a measured file, on one line. What is encoded is not decoded for it. */
export function fileToJson(file: MeasuredFile): string {
  const encoded = encodedFunctions.get(file);
  if (encoded === undefined) return JSON.stringify(file);
  const parts = Object.keys(file).flatMap((name) => {
    const text = name === 'functions' ? encoded() : JSON.stringify(file[name as keyof MeasuredFile]);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${parts.join(',')}}`;
}

/** A measured file whose functions are text until somebody looks at them. */
export function encodeFunctions(file: MeasuredFile): MeasuredFile {
  const { functions, ...others } = file;
  const text = JSON.stringify(functions);
  const encoded = withFunctions(others, () => text);
  functionCounts.set(encoded, functions.length);
  const { path: _, language: __, metrics: ___, errors: ____, ...more } = others;
  return Object.assign(encoded, more);
}

function withFunctions(
  { path, language, metrics, errors }: Pick<MeasuredFile, 'path' | 'language' | 'metrics' | 'errors'>,
  encoded: () => string,
): MeasuredFile {
  let functions: FunctionMetrics[] | null = null;
  const file: MeasuredFile = {
    path,
    language,
    metrics,
    get functions() {
      if (functions === null) {
        const decoded = JSON.parse(encoded()) as FunctionMetrics[];
        functions = decoded;
        // What they were encoded in is needed no more, and need not lie there any longer.
        encodedFunctions.set(file, () => JSON.stringify(decoded));
      }
      return functions;
    },
    errors,
  };
  encodedFunctions.set(file, encoded);
  return file;
}

/** Number of windows, number of lines, and the five arrays behind each other. */
function encodeLines({ hash1, hash2, line, endLine }: CloneWindows, codeBefore: Uint32Array): Uint8Array {
  const numbers = new Uint32Array(2 + hash1.length * 4 + codeBefore.length);
  numbers[0] = hash1.length;
  numbers[1] = codeBefore.length;
  let at = 2;
  for (const part of [hash1, hash2, line, endLine, codeBefore]) {
    numbers.set(part, at);
    at += part.length;
  }
  return new Uint8Array(numbers.buffer);
}

function decodeLines(bytes: Uint8Array): { windows: CloneWindows; codeBefore: Uint32Array } {
  // Numbers begin at a multiple of four; bytes out of a database need not.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const numbers = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
  const [windows = 0, lines = 0] = numbers;
  const part = (index: number) => numbers.subarray(2 + index * windows, 2 + (index + 1) * windows);
  return {
    windows: { hash1: part(0), hash2: part(1), line: part(2), endLine: part(3) },
    codeBefore: numbers.subarray(2 + 4 * windows, 2 + 4 * windows + lines),
  };
}
