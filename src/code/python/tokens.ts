/** What the scanner tells apart. A token's number is also the number of the leaf that it becomes in the tree. */

export const Token = {
  end: 0,
  /** The end of a line that ends a statement; never a node. */
  newline: 1,
  /** A string from its prefix to its opening quotes; never a node as such. */
  string: 2,
  /** `!r` in a replacement field. */
  conversion: 3,
  integer: 4,
  float: 5,
  ellipsis: 6,
  identifier: 7,
  // Names, but for one place each.
  case: 8,
  underscore: 9,
  future: 10,
  // Names that the grammar tells apart wherever an expression may stand.
  print: 11,
  exec: 12,
  async: 13,
  await: 14,
  match: 15,
  type: 16,
  // Words that stand for a value.
  true: 17,
  false: 18,
  none: 19,
  // Words that are never names.
  not: 20,
  lambda: 21,
  and: 22,
  or: 23,
  in: 24,
  is: 25,
  if: 26,
  else: 27,
  elif: 28,
  for: 29,
  as: 30,
  from: 31,
  import: 32,
  assert: 33,
  return: 34,
  del: 35,
  raise: 36,
  pass: 37,
  break: 38,
  continue: 39,
  while: 40,
  try: 41,
  except: 42,
  exceptGroup: 43,
  finally: 44,
  with: 45,
  def: 46,
  global: 47,
  nonlocal: 48,
  class: 49,
  yield: 50,
  // Punctuators, in the order of `punctuators`.
  parenOpen: 51,
  parenClose: 52,
  bracketOpen: 53,
  bracketClose: 54,
  braceOpen: 55,
  braceClose: 56,
  comma: 57,
  colon: 58,
  semicolon: 59,
  dot: 60,
  at: 61,
  arrow: 62,
  walrus: 63,
  assign: 64,
  plusAssign: 65,
  minusAssign: 66,
  timesAssign: 67,
  divideAssign: 68,
  atAssign: 69,
  floorAssign: 70,
  remainderAssign: 71,
  powerAssign: 72,
  shiftRightAssign: 73,
  shiftLeftAssign: 74,
  andAssign: 75,
  xorAssign: 76,
  orAssign: 77,
  plus: 78,
  minus: 79,
  times: 80,
  divide: 81,
  floor: 82,
  remainder: 83,
  power: 84,
  bitOr: 85,
  bitAnd: 86,
  xor: 87,
  shiftLeft: 88,
  shiftRight: 89,
  tilde: 90,
  less: 91,
  lessEqual: 92,
  equal: 93,
  notEqual: 94,
  greaterEqual: 95,
  greater: 96,
  lessGreater: 97,
  // The words of two operators, each as the grammar names both.
  isNot: 98,
  notIn: 99,
} as const;

/** The number after the last token's: node kinds begin here. */
export const tokenCount = 100;

const punctuators = [
  '( ) [ ] { } , : ; . @ -> :=',
  '= += -= *= /= @= //= %= **= >>= <<= &= ^= |=',
  '+ - * / // % ** | & ^ << >> ~ < <= == != >= > <> is_not not_in',
].flatMap((line) => line.split(' '));

const renamed: Readonly<Record<string, string>> = {
  underscore: '_',
  future: '__future__',
  exceptGroup: 'except*',
  conversion: 'type_conversion',
  end: '',
  newline: '',
  string: '',
};

/** The grammar's names for the tokens, by number; empty for those that are never a node as such. */
export const tokenNames: readonly string[] = Object.entries(Token).map(([key, token]) => {
  if (token >= Token.parenOpen) return punctuators[token - Token.parenOpen]!.replace('_', ' ');
  return renamed[key] ?? key;
});

/** Whether the grammar names a token's leaf. */
export function isNamedToken(token: number): boolean {
  return (
    (token >= Token.conversion && token <= Token.identifier) || (token >= Token.true && token <= Token.none)
  );
}

/** The words of the language with their tokens, as they are spelled. */
export const keywords: readonly (readonly [word: string, token: number])[] = Object.values(Token)
  .filter((token) => token >= Token.case && token <= Token.yield && token !== Token.exceptGroup)
  .map((token) => {
    const name = tokenNames[token]!;
    const isValue = token >= Token.true && token <= Token.none;
    return [isValue ? name[0]!.toUpperCase() + name.slice(1) : name, token];
  });

/** Whether a token can be the name of a variable. */
export function isName(token: number): boolean {
  return token >= Token.identifier && token <= Token.type;
}

/** Whether a token is a name that is a keyword nowhere in expressions. */
export function isPlainName(token: number): boolean {
  return token >= Token.identifier && token <= Token.future;
}

/** Whether a token is a word. */
export function isWord(token: number): boolean {
  return token >= Token.identifier && token <= Token.yield;
}

/** Whether a token can begin an expression; a star is not among them. */
export function startsExpression(token: number): boolean {
  switch (token) {
    case Token.string:
    case Token.parenOpen:
    case Token.bracketOpen:
    case Token.braceOpen:
    case Token.plus:
    case Token.minus:
    case Token.tilde:
      return true;
    default:
      return token >= Token.integer && token <= Token.lambda;
  }
}

/** Whether a token is an operator that assigns and computes, such as `+=`. */
export function isAugmentedAssignment(token: number): boolean {
  return token >= Token.plusAssign && token <= Token.orAssign;
}

/** Whether a token compares, or begins an operator of two words that does. */
export function isComparison(token: number): boolean {
  return (
    (token >= Token.less && token <= Token.lessGreater) ||
    token === Token.in ||
    token === Token.is ||
    token === Token.not
  );
}

/** How tightly a sign before its operand binds. */
export const signPrecedence = 7;

/** How tightly binary operators bind, 0 for what is none; in this grammar `^` binds more tightly than `&`. */
export const precedences = new Uint8Array(tokenCount);
const levels: readonly (readonly number[])[] = [
  [Token.bitOr],
  [Token.bitAnd],
  [Token.xor],
  [Token.shiftLeft, Token.shiftRight],
  [Token.plus, Token.minus],
  [Token.times, Token.divide, Token.floor, Token.remainder, Token.at],
  [],
  [Token.power],
];
levels.forEach((tokens, level) => {
  for (const token of tokens) precedences[token] = level + 1;
});
