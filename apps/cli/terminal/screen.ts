import { createStyle, type Style } from './style.ts';

/** What the command line needs of an output stream; process.stdout and a test's stream both have it. */
export interface OutputStream {
  write(text: string): boolean;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** One output stream with what is known of it. */
export interface Screen {
  readonly isTerminal: boolean;
  /** A terminal that can move its cursor: spinners and live regions need it. */
  readonly canRedraw: boolean;
  /** Whether box-drawing characters and bullets can be expected to show. */
  readonly hasUnicode: boolean;
  readonly style: Style;
  /** At least 20, at most 120 for reading; 80 where there is no terminal. */
  readonly columns: number;
  readonly rows: number;
  readonly stream: OutputStream;
  write(text: string): void;
  /** The text with a line feed. */
  line(text?: string): void;
}

/** Whether colour is wanted: NO_COLOR and FORCE_COLOR (no-color.org, force-color.org) first, then the terminal. */
function wantsColour(stream: OutputStream, env: Environment): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

function hasUnicode(env: Environment): boolean {
  if (process.platform === 'win32') return true;
  if (env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  // No locale at all is usual in containers, where the terminal on the other side is nearly always UTF-8.
  return locale === '' || locale === 'C.UTF-8' || /utf-?8/i.test(locale);
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Wraps an output stream for rendering. */
export function createScreen(stream: OutputStream, env: Environment): Screen {
  const isTerminal = stream.isTTY === true;
  const write = (text: string) => {
    stream.write(text);
  };
  return {
    isTerminal,
    canRedraw: isTerminal && env.TERM !== 'dumb',
    hasUnicode: hasUnicode(env),
    style: createStyle(wantsColour(stream, env)),
    get columns() {
      const columns = isTerminal ? stream.columns || Number(env.COLUMNS) || 80 : Number(env.COLUMNS) || 80;
      return Math.max(20, Math.min(120, columns));
    },
    get rows() {
      return Math.max(4, stream.rows || 24);
    },
    stream,
    write,
    line: (text = '') => write(`${text}\n`),
  };
}
