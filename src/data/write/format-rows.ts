import type { WrittenColumn, WrittenValues } from './table-writer.ts';

export type TextFormat = 'csv' | 'tsv' | 'jsonl';

/** How a table's rows are written in a format: what stands before them (nothing for JSON), and rows as lines. */
export interface RowFormat {
  header: string;
  /** What gives the lines of some of a part's rows. */
  linesOf(columns: readonly WrittenValues[]): (from: number, to: number) => string;
}

/** CSV and TSV by RFC 4180: missing values are empty, the empty text is quoted. JSON: an object a line, missing values null. */
export function formattedRows(columns: readonly WrittenColumn[], format: TextFormat): RowFormat {
  if (format === 'jsonl') return jsonLines(columns);
  const delimiter = format === 'csv' ? ',' : '\t';
  const special = format === 'csv' ? /[",\r\n]|^$/ : /["\t\r\n]|^$/;
  const field = (text: string): string => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return {
    header: `${columns.map(({ name }) => field(name)).join(delimiter)}\n`,
    linesOf(values) {
      const texts = values.map((own) => (own.type === 'texts' ? own.dictionary.map(field) : []));
      return (from, to) => {
        let lines = '';
        for (let row = from; row < to; row++) {
          for (let place = 0; place < values.length; place++) {
            const own = values[place]!;
            if (place > 0) lines += delimiter;
            if (own.type === 'texts') lines += texts[place]![own.codes[row]!] ?? '';
            else if (!Number.isNaN(own.values[row]!)) lines += own.values[row]!;
          }
          lines += '\n';
        }
        return lines;
      };
    },
  };
}

function jsonLines(columns: readonly WrittenColumn[]): RowFormat {
  const keys = columns.map(({ name }) => JSON.stringify(name));
  return {
    header: '',
    linesOf(values) {
      const texts = values.map((own) =>
        own.type === 'texts' ? own.dictionary.map((text) => JSON.stringify(text)) : [],
      );
      return (from, to) => {
        let lines = '';
        for (let row = from; row < to; row++) {
          lines += '{';
          for (let place = 0; place < values.length; place++) {
            const own = values[place]!;
            const value =
              own.type === 'texts'
                ? (texts[place]![own.codes[row]!] ?? 'null')
                : Number.isFinite(own.values[row]!)
                  ? String(own.values[row]!)
                  : 'null';
            lines += `${place > 0 ? ',' : ''}${keys[place]}:${value}`;
          }
          lines += '}\n';
        }
        return lines;
      };
    },
  };
}
