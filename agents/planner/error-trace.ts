/** An error's trace as a person pastes it from a terminal. */
export interface ErrorTrace {
  /** The error in its own words, in one line. */
  error: string;
  /** The innermost places that it names, innermost first: a path as written, and a line. */
  places: readonly { path: string; line: number }[];
  /** Where in the text it begins. */
  start: number;
}

interface Shape {
  /** The line that it begins with. */
  begins: RegExp;
  /** The error's words: the first group, or the last match's where it stands at the end. */
  error: RegExp;
  isErrorLast?: boolean;
  /** A path and a line. */
  place: RegExp;
  /** Whether the innermost place stands last. */
  isInnermostLast?: boolean;
}

const shapes: readonly Shape[] = [
  // Python
  {
    begins: /^[ \t]*Traceback \(most recent call last\):/m,
    error: /^[ \t]?([\w.]*(?:Error|Exception|Warning|Interrupt|Exit|Iteration)\b.*)$/gm,
    isErrorLast: true,
    place: /File "([^"\n]+)", line (\d+)/g,
    isInnermostLast: true,
  },
  // Rust
  {
    begins: /^thread '[^'\n]*'(?: \(\d+\))? panicked at /m,
    error: /panicked at (?:'([^'\n]+)'|[^\n]*:\n([^\n]+))/g,
    place: /panicked at (?:'[^'\n]*', )?([^\s:,]+):(\d+)/g,
  },
  // Go
  { begins: /^panic: /m, error: /^(panic: .+)$/gm, place: /^\s+(\/?[^\s:]+\.go):(\d+)/gm },
  // Java, JavaScript, TypeScript, C#
  {
    begins:
      /(?:^\S+\.[cm]?[jt]sx?:\d+\n(?:[^\n]*\n){1,5}?)?^[ \t]*(?:Uncaught |Unhandled exception\. |Exception in thread "[^"\n]*" )?[\w.$]*(?:Error|Exception)\b[^\n]*(?:\n(?!\s*at )[^\n]*){0,3}\n\s+at /m,
    error: /((?:[\w.$]*(?:Error|Exception))\b(?! in thread)[^\n]*)\n/g,
    place:
      /\(?(?:file:\/\/)?((?:[A-Za-z]:)?[^\s():]+\.(?:[cm]?[jt]sx?|java|kt|cs|scala)):(?:line )?(\d+)(?::\d+)?\)?/g,
  },
  // Ruby
  {
    begins: /^\S+\.rb:\d+:in .+ \(\w+(?:Error|Exception)?\)/m,
    error: /:in [^:]+: (.+ \(\w+\))/g,
    place: /(\S+\.rb):(\d+):in /g,
  },
  // PHP
  {
    begins: /^(?:PHP )?(?:Fatal error|Parse error|Warning|Uncaught \w+):\s/m,
    error:
      /^((?:PHP )?(?:Fatal error|Parse error|Warning|Uncaught \w+):.+?)(?: in \S+(?::| on line )\d+)?$/gm,
    place: / in (\S+\.php)(?::| on line )(\d+)/g,
  },
];

/** The trace of an error that a text holds, or null: it looks like code, and is none. */
export function findErrorTrace(text: string): ErrorTrace | null {
  // Longer texts are no traces, and patterns would take their time.
  if (text.length > 100_000 || !/Traceback|panic|Error|Exception|error:/.test(text)) return null;
  for (const { begins, error, isErrorLast, place, isInnermostLast } of shapes) {
    const start = begins.exec(text)?.index;
    if (start === undefined) continue;
    const trace = text.slice(start);
    const said = [...trace.matchAll(error)];
    const words = isErrorLast ? said.at(-1) : said[0];
    const places = [...trace.matchAll(place)].map(([, path, line]) => ({ path: path!, line: Number(line) }));
    if (isInnermostLast) places.reverse();
    const told = words?.slice(1).find((group) => group !== undefined);
    if (told !== undefined) return { error: told.trim().slice(0, 300), places: places.slice(0, 20), start };
  }
  return null;
}
