/** Replaces files one after the other until it is killed: `node kill-child.ts FOLDER`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../../../src/code/fixes/replace-file.ts';

const folder = process.argv[2]!;
process.stdout.write('ready\n');
while (true) {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.')) continue;
    const before = readFileSync(join(folder, name));
    const letter = before[0] === 97 ? 'b' : 'a';
    replaceFile(join(folder, name), before, Buffer.from(letter.repeat(before.length)));
  }
}
