/** A terminal as far as live regions use one: text, line feeds, returns, cursor up, erase below. No wrapping: lines must fit. */
export class VirtualTerminal {
  readonly stream;
  written = '';
  private readonly cells: string[] = [''];
  private row = 0;
  private column = 0;

  constructor(columns: number, rows: number) {
    this.stream = { isTTY: true, columns, rows, write: (text: string) => this.write(text) };
  }

  /** What stands on the terminal, without empty lines at the end. */
  lines(): string[] {
    const lines = this.cells.map((line) => line.trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  private write(text: string): boolean {
    this.written += text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what a terminal reads.
    for (const part of text.match(/\u001b\[\d*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g) ?? []) this.take(part);
    return true;
  }

  private take(part: string): void {
    if (part === '\n') {
      this.row += 1;
      this.column = 0;
      this.cells[this.row] ??= '';
    } else if (part === '\r') this.column = 0;
    else if (part.endsWith('A') && part.startsWith('\u001b')) this.row -= Number(part.slice(2, -1) || 1);
    else if (part === '\u001b[J') {
      this.cells.length = this.row + 1;
      this.cells[this.row] = this.cells[this.row]!.slice(0, this.column);
    } else if (!part.startsWith('\u001b')) {
      const line = this.cells[this.row]!.padEnd(this.column);
      this.cells[this.row] = line.slice(0, this.column) + part + line.slice(this.column + part.length);
      this.column += part.length;
    }
  }
}
