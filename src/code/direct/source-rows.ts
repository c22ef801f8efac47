/** The text that a direct parser reads, beside the rows that it writes. */
import { Postorder } from './postorder.ts';

export class SourceRows extends Postorder {
  /** The text's UTF-16 code units, and zeros after them. */
  text = new Uint16Array(0);
  /** Number of code units. */
  length = 0;

  /** Begins a text without any row. */
  openText(source: string): void {
    const length = source.length;
    if (this.text.length < length + 16) this.text = new Uint16Array(Math.max(65_536, length + 16));
    const { text } = this;
    Buffer.from(text.buffer).write(source, 0, length * 2, 'utf16le');
    text.fill(0, length, length + 16);
    this.length = length;
    this.count = 0;
  }
}
