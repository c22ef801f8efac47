import { StringDecoder } from 'node:string_decoder';

export interface KeyFilterHandlers {
  /** Keys for the line editor. */
  onKeys(keys: string): void;
  /** Text that was pasted, with line feeds as line ends; `submit`: it came with an Enter at its end and no brackets around it. */
  onPaste(text: string, submit: boolean): void;
  /** Ctrl-C while work goes on. */
  onInterrupt(): void;
}

/**
 * Stands between the terminal and the line editor: takes pastes out of the keys, and keeps keys back while work goes on. After an Enter it
 * is `working` by itself, so that what was typed ahead of the next prompt waits for it.
 */
export interface KeyFilter {
  push(data: Buffer): void;
  /** `working`: Ctrl-C interrupts, other keys wait; `editing`: waiting keys come first, then all others as they are typed. */
  setMode(mode: 'editing' | 'working'): void;
  /** Throws away keys that wait: an answer to a question must be typed after the question. */
  dropWaiting(): void;
}

const pasteStart = '\u001b[200~';
const pasteEnd = '\u001b[201~';
const mostWaiting = 10_000;

/** Keys of one read; `isFresh` until a part of them was taken for typed. */
interface Chunk {
  text: string;
  isFresh: boolean;
}

export function createKeyFilter(handlers: KeyFilterHandlers): KeyFilter {
  const decoder = new StringDecoder('utf8');
  let mode: 'editing' | 'working' = 'editing';
  let waiting: Chunk[] = [];
  let pasted: string | null = null;
  let tail = '';
  let flushing: NodeJS.Timeout | null = null;

  const edit = ({ text, isFresh }: Chunk) => {
    let rest = text;
    while (rest !== '') {
      const isWhole = isFresh && rest === text;
      if (mode === 'working') return work({ text: rest, isFresh: isWhole });
      if (pasted !== null) rest = paste(rest);
      else {
        const start = rest.indexOf(pasteStart);
        const before = start < 0 ? rest : rest.slice(0, start);
        if (start === 0) {
          pasted = '';
          rest = rest.slice(pasteStart.length);
        } else rest = typed(before, isWhole) + rest.slice(before.length);
      }
    }
  };

  /** Takes the text up to the end of the paste, and gives back what follows. */
  const paste = (text: string): string => {
    const end = text.indexOf(pasteEnd);
    pasted += end < 0 ? text : text.slice(0, end);
    if (end < 0) return '';
    const whole = pasted!;
    pasted = null;
    handlers.onPaste(normalise(whole), false);
    return text.slice(end + pasteEnd.length);
  };

  /** Hands typed text on up to an Enter, and gives back what follows. */
  const typed = (text: string, isWhole: boolean): string => {
    // A terminal without bracketed paste sends a paste as if it were typed, but all at once.
    if (isWhole && looksPasted(text)) {
      const submit = /[\r\n]$/.test(text);
      if (submit) mode = 'working';
      handlers.onPaste(normalise(text), submit);
      return '';
    }
    const enter = text.search(/[\r\n]/);
    if (enter < 0) {
      handlers.onKeys(text);
      return '';
    }
    mode = 'working';
    handlers.onKeys(`${text.slice(0, enter)}\r`);
    return text.slice(enter + (text.startsWith('\r\n', enter) ? 2 : 1));
  };

  const work = (chunk: Chunk) => {
    if (chunk.text.includes('\u0003')) {
      waiting = [];
      handlers.onInterrupt();
    } else if (waiting.length < mostWaiting) waiting.push(chunk);
  };

  return {
    push(data) {
      if (flushing !== null) clearTimeout(flushing);
      const text = tail + decoder.write(data);
      // A mark may be split between two reads; what only looked like its beginning follows a moment later.
      const kept = cutStart(text, pasted === null ? pasteStart : pasteEnd);
      tail = text.slice(text.length - kept);
      edit({ text: text.slice(0, text.length - kept), isFresh: true });
      if (tail === '') return;
      flushing = setTimeout(() => {
        const rest = tail;
        tail = '';
        edit({ text: rest, isFresh: true });
      }, 30);
    },
    setMode(next) {
      mode = next;
      if (next === 'working') return;
      const chunks = waiting;
      waiting = [];
      // An Enter among them ends the editing; the rest waits on, in its order.
      for (const chunk of chunks) edit(chunk);
    },
    dropWaiting() {
      waiting = [];
    },
  };
}

/** How many characters at the end of the text may be the beginning of `mark`. */
function cutStart(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1)
    if (text.endsWith(mark.slice(0, length))) return length;
  return 0;
}

function normalise(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
}

/** Three lines and more at once, some of them indented or ending as code does: nobody types like that. */
function looksPasted(text: string): boolean {
  const lines = text.replace(/[\r\n]+$/, '').split(/\r\n?|\n/);
  if (lines.length < 3 || text.includes('\u001b')) return false;
  return lines.filter((line) => /^(?: {2,}|\t)\S|[{};:,)\]]$/.test(line)).length * 3 >= lines.length;
}
