import type { LanguageName } from '../../src/code/index.ts';

/** How functions look in well-indented code of a language. Reading by lines is enough: what was misread does not parse and is left out. */
export interface FunctionShape {
  /** First line of a function's declaration; the first group is its indentation. */
  starts: RegExp;
  /** A line that only looks like one. */
  not?: RegExp;
  /** Header of what is around methods. */
  container: RegExp;
  /** The declaration's last line; the body begins after it. */
  opens: RegExp;
  /** The function's last line, without its indentation; undefined where indentation alone says it. */
  closes?: RegExp;
  imports: RegExp;
  /** Lines that every snippet begins with. */
  preamble?: (path: string) => readonly string[];
}

const notScript = /^\s*(?:\}|if|for|while|switch|catch|return|else|await|throw|new|case|do|super)\b/;
const script: FunctionShape = {
  starts:
    /^(\s*)(?:(?:export )?(?:default )?(?:async )?function\*?\s*\w+\s*[(<]|(?:export )?(?:const|let|var) \w+ = (?:async )?(?:function|\([\w ,:<>[\]|?={}]*\)(?:: [\w<>[\]| ]+)? =>)|(?:module\.)?exports(?:\.\w+)? = (?:async )?function|[A-Z]\w*(?:\.\w+)+ = (?:async )?function|(?:(?:public|private|protected|static|async|override|get|set) )*[#*]?\w+(?:<[\w, ]+>)?\()/,
  not: notScript,
  container: /^(?:export )?(?:default )?(?:abstract )?class \w+/,
  opens: /\{$/,
  closes: /^\}[;,]?$/,
  imports:
    /^(?:import .* from ['"].+['"];?|import ['"].+['"];?|(?:const|var|let) (?:\w+|\{[\w\s,:]+\}) = require\(.+\)(?:\.\w+)*;?)$/,
};

const withBraces = (
  starts: RegExp,
  container: RegExp,
  imports: RegExp,
  rest: Partial<FunctionShape> = {},
): FunctionShape => ({
  starts,
  not: /^\s*(?:return|new|else|throw|if|for|while|switch|catch|case|using|lock|await|do)\b/,
  container,
  opens: /\{$/,
  closes: /^\}$/,
  imports,
  ...rest,
});

export const functionShapes: Partial<Record<LanguageName, FunctionShape>> = {
  javascript: script,
  typescript: script,
  python: {
    starts: /^(\s*)(?:async )?def \w+\(/,
    container: /^class \w+/,
    opens: /:$/,
    imports: /^(?:import [\w., ]+|from [\w.]+ import [\w, ]+)$/,
  },
  java: withBraces(
    /^(\s+)(?:(?:public|private|protected|static|final|synchronized|abstract|default)\s)+(?:<[\w, ?]+> )?[\w<>[\], ?.]+ \w+\(/,
    /^(?:public |abstract |final |strictfp )*class \w+/,
    /^import (?:static )?[\w.]+;$/,
  ),
  csharp: withBraces(
    /^(\s+)(?:(?:public|private|protected|internal|static|override|virtual|async|sealed|unsafe)\s)+[\w<>[\], ?.]+ \w+(?:<\w+>)?\(/,
    /^\s*(?:public |internal |abstract |sealed |static |partial )*class \w+/,
    /^\s*using [\w.]+;$/,
  ),
  go: withBraces(/^()func /, /^$/, /^\t(?:(?!return)\w+ )?"[\w./-]+"$/, {
    preamble: () => ['package sample', ''],
  }),
  c: withBraces(
    /^()(?!typedef|struct \w+ \{|#|enum|else)[a-z_][\w ]*[ *]\*?\w+\(.*$/,
    /^$/,
    /^#\s?include [<"].+[>"]$/,
  ),
  rust: withBraces(
    /^(\s*)(?:pub(?:\(\w+\))? )?(?:async |const |unsafe )*fn \w+/,
    /^(?:unsafe )?impl\b.*\{$/,
    /^use [\w:]+(?:::\{[\w, ]+\})?;$/,
  ),
  php: withBraces(
    /^(\s*)(?:(?:public|private|protected|static|final|abstract) )*function &?\w+\(/,
    /^(?:final |abstract )*(?:class|trait) \w+/,
    /^use [\w\\]+(?: as \w+)?;$/,
    { preamble: () => ['<?php', ''] },
  ),
  ruby: {
    starts: /^(\s*)def (?:self\.)?\w+[?!]?/,
    container: /^\s*$/,
    opens: /./,
    closes: /^end$/,
    imports: /^require ['"][\w/]+['"]$/,
  },
};
