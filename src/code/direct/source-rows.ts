/** The text that a direct parser reads, beside the rows that it writes. */
import { codeUnitsOf } from '../code-units.ts';
import { Postorder } from './postorder.ts';

export class SourceRows extends Postorder {
  /** The text's UTF-16 code units, and zeros after them. */
  text: Uint16Array = new Uint16Array(0);
  /** Number of code units. */
  length = 0;

  /** Begins a text without any row. */
  openText(source: string): void {
    this.text = codeUnitsOf(source);
    this.length = source.length;
    this.count = 0;
  }

  /** Writes the root, which is all of the text from its first node on; of a text without any node, its end. */
  closeRoot(kind: number): void {
    this.close(kind, 0);
    const root = this.count - 1;
    this.ends[root] = this.length;
    if (root === 0) this.starts[root] = this.length;
  }
}
