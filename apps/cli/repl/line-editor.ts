import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { InputStream } from '../context.ts';
import type { Screen } from '../terminal/screen.ts';
import { createKeyFilter } from './key-filter.ts';
import { createPastes } from './pastes.ts';

/** What came of reading a line: the line (pastes still as marks), Ctrl-C with what stood in the line, or Ctrl-D. */
export type LineRead =
  | { kind: 'line'; line: string }
  | { kind: 'interrupt'; hadText: boolean }
  | { kind: 'end' };

export interface LineEditorOptions {
  input: InputStream;
  out: Screen;
  /** Newest first. */
  history: string[];
  completer: (line: string) => Promise<[string[], string]>;
  /** Whether the line that was just typed belongs into the history. */
  remembers: () => boolean;
}

/** The prompt's line with its keys, history and completion; between reads, Ctrl-C goes to `onInterrupt`. */
export interface LineEditor {
  read(prompt: string): Promise<LineRead>;
  /** Asks while work goes on; what was typed before the question does not answer it. Ctrl-C and Ctrl-D give null. */
  ask(question: string): Promise<string | null>;
  onInterrupt(handler: (() => void) | null): void;
  /** The line with pasted text in the place of its marks. */
  expand(line: string): string;
  isMarked(line: string): boolean;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Takes the terminal into raw mode with bracketed paste until `close`. */
export function createLineEditor(options: LineEditorOptions): LineEditor {
  const { input, out, history, completer, remembers } = options;
  const keys = new PassThrough();
  const pastes = createPastes();
  let resolveRead: ((read: LineRead) => void) | null = null;
  let interrupted: (() => void) | null = null;
  let isClosed = false;

  const editor = createInterface({
    input: keys,
    output: out.stream as NodeJS.WriteStream,
    terminal: true,
    history: [...history],
    historySize: 1000,
    removeHistoryDuplicates: true,
    tabSize: 2,
    escapeCodeTimeout: 50,
    completer: (line: string, done: (error: Error | null, result: [string[], string]) => void) => {
      completer(line).then(
        (result) => done(null, result),
        () => done(null, [[], line]),
      );
    },
  });
  const filter = createKeyFilter({
    onKeys: (text) => void keys.write(text),
    onPaste(text, submit) {
      const isShort = !text.includes('\n') && text.length <= 1000;
      // A tab would complete, and other controls would edit the line: a paste only adds text.
      keys.write(isShort ? withoutControls(text) : pastes.keep(text));
      if (submit) keys.write('\r');
    },
    onInterrupt: () => interrupted?.(),
  });
  const onData = (data: Buffer) => filter.push(data);
  const finish = (read: LineRead) => {
    filter.setMode('working');
    const resolve = resolveRead;
    resolveRead = null;
    resolve?.(read);
  };

  editor.on('line', (line) => finish({ kind: 'line', line }));
  editor.on('SIGINT', () => {
    const hadText = editor.line !== '';
    // The abandoned line stays to be read, and the next prompt begins below it.
    out.write('^C\n');
    (editor as { line: string; cursor: number }).line = '';
    (editor as { line: string; cursor: number }).cursor = 0;
    finish({ kind: 'interrupt', hadText });
  });
  editor.on('close', () => {
    if (!isClosed) finish({ kind: 'end' });
  });
  editor.on('history', (lines: string[]) => {
    if (!remembers()) lines.shift();
  });
  input.setRawMode?.(true);
  input.on('data', onData);
  input.on('end', () => finish({ kind: 'end' }));
  input.resume();
  out.write('\u001b[?2004h');
  const restore = () => {
    out.write('\u001b[?2004l');
    input.setRawMode?.(false);
  };
  process.once('exit', restore);

  return {
    read(prompt) {
      return new Promise((resolve) => {
        resolveRead = resolve;
        editor.setPrompt(prompt);
        editor.prompt();
        filter.setMode('editing');
      });
    },
    async ask(question) {
      filter.dropWaiting();
      const read = await this.read(question);
      return read.kind === 'line' ? read.line : null;
    },
    onInterrupt(handler) {
      interrupted = handler;
    },
    expand: pastes.expand,
    isMarked: pastes.isMarked,
    close() {
      if (isClosed) return;
      isClosed = true;
      editor.close();
      process.off('exit', restore);
      restore();
      input.off('data', onData);
      input.pause();
      finish({ kind: 'end' });
    },
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const withoutControls = (text: string) => text.replaceAll('\t', '  ').replace(/[\u0000-\u001f\u007f]/g, '');
