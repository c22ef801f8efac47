/** What the scanner tells apart. A token's number is also the number of the leaf that it becomes in the tree. */

export const Token = {
  end: 0,
  identifier: 1,
  // Words that are keywords in some places and names in others.
  as: 2,
  async: 3,
  from: 4,
  get: 5,
  let: 6,
  of: 7,
  set: 8,
  static: 9,
  target: 10,
  type: 11,
  namespace: 12,
  using: 13,
  require: 14,
  declare: 15,
  public: 16,
  private: 17,
  protected: 18,
  override: 19,
  readonly: 20,
  module: 21,
  any: 22,
  number: 23,
  boolean: 24,
  string: 25,
  symbol: 26,
  object: 27,
  abstract: 28,
  satisfies: 29,
  global: 30,
  asserts: 31,
  infer: 32,
  is: 33,
  keyof: 34,
  unique: 35,
  unknown: 36,
  never: 37,
  interface: 38,
  implements: 39,
  // Words that stand for a value; each is a named node of its own.
  this: 40,
  super: 41,
  true: 42,
  false: 43,
  null: 44,
  undefined: 45,
  // Words that are never names.
  export: 46,
  default: 47,
  import: 48,
  with: 49,
  var: 50,
  const: 51,
  else: 52,
  if: 53,
  switch: 54,
  for: 55,
  in: 56,
  while: 57,
  do: 58,
  try: 59,
  break: 60,
  continue: 61,
  debugger: 62,
  return: 63,
  throw: 64,
  case: 65,
  catch: 66,
  finally: 67,
  yield: 68,
  class: 69,
  extends: 70,
  function: 71,
  new: 72,
  instanceof: 73,
  typeof: 74,
  void: 75,
  delete: 76,
  await: 77,
  enum: 78,
  // What the scanner calls a whole literal; never a node.
  stringLiteral: 79,
  numericLiteral: 80,
  privateName: 81,
  // Punctuators, in the order of `punctuators`.
  braceOpen: 82,
  braceClose: 83,
  parenOpen: 84,
  parenClose: 85,
  bracketOpen: 86,
  bracketClose: 87,
  comma: 88,
  semicolon: 89,
  colon: 90,
  dot: 91,
  ellipsis: 92,
  question: 93,
  questionDot: 94,
  arrow: 95,
  at: 96,
  backtick: 97,
  substitution: 98,
  doubleQuote: 99,
  singleQuote: 100,
  tagEnd: 101,
  closingTag: 102,
  assign: 103,
  plusAssign: 104,
  minusAssign: 105,
  timesAssign: 106,
  divideAssign: 107,
  remainderAssign: 108,
  xorAssign: 109,
  andAssign: 110,
  orAssign: 111,
  shiftRightAssign: 112,
  shiftUnsignedAssign: 113,
  shiftLeftAssign: 114,
  powerAssign: 115,
  logicalAndAssign: 116,
  logicalOrAssign: 117,
  coalesceAssign: 118,
  coalesce: 119,
  logicalOr: 120,
  logicalAnd: 121,
  or: 122,
  xor: 123,
  and: 124,
  equal: 125,
  strictEqual: 126,
  notEqual: 127,
  strictNotEqual: 128,
  less: 129,
  lessEqual: 130,
  greater: 131,
  greaterEqual: 132,
  shiftLeft: 133,
  shiftRight: 134,
  shiftUnsigned: 135,
  plus: 136,
  minus: 137,
  times: 138,
  divide: 139,
  remainder: 140,
  power: 141,
  not: 142,
  tilde: 143,
  increment: 144,
  decrement: 145,
  omittingType: 146,
  addingType: 147,
  optingType: 148,
  uniqueSymbol: 149,
} as const;

/** The number after the last token's: node kinds begin here. */
export const tokenCount = 150;

/** The texts of the punctuators, from `Token.braceOpen` on. */
const punctuators = [
  '{ } ( ) [ ] , ; : . ... ? ?. => @ ` ${ " \' /> </',
  '= += -= *= /= %= ^= &= |= >>= >>>= <<= **= &&= ||= ??=',
  '?? || && | ^ & == === != !== < <= > >= << >> >>> + - * / % ** ! ~ ++ -- -?: +?: ?: unique_symbol',
].flatMap((line) => line.split(' '));

/** The grammars' names for the tokens, by number; empty for those that are never a node as such. */
export const tokenNames: readonly string[] = Object.entries(Token).map(([key, token]) => {
  if (token >= Token.braceOpen) return punctuators[token - Token.braceOpen]!.replace('unique_', 'unique ');
  return token >= Token.stringLiteral || token === Token.end ? '' : key;
});

/** Whether a token can be the name of a variable: an identifier, or a word that is a keyword only in places. */
export function isName(token: number): boolean {
  return token >= Token.identifier && token < Token.this;
}

/** Whether a token can stand after a dot or before a colon in an object: any word. */
export function isWord(token: number): boolean {
  return token >= Token.identifier && token < Token.stringLiteral;
}

/** Whether a token is an operator that assigns and computes, such as `+=`. */
export function isAugmentedAssignment(token: number): boolean {
  return token >= Token.plusAssign && token <= Token.coalesceAssign;
}

/**
 * How tightly binary operators bind, in even numbers, 0 for what is none. `**` is the only one that groups from the right; the grammar lets
 * `??` bind less tightly than `||`.
 */
export const precedences = new Uint8Array(tokenCount);
const levels: readonly (readonly number[])[] = [
  [Token.coalesce],
  [Token.logicalOr],
  [Token.logicalAnd],
  [Token.or],
  [Token.xor],
  [Token.and],
  [Token.equal, Token.strictEqual, Token.notEqual, Token.strictNotEqual],
  [Token.less, Token.lessEqual, Token.greater, Token.greaterEqual, Token.in, Token.instanceof],
  [Token.shiftLeft, Token.shiftRight, Token.shiftUnsigned],
  [Token.plus, Token.minus],
  [Token.times, Token.divide, Token.remainder],
  [Token.power],
];
levels.forEach((tokens, level) => {
  for (const token of tokens) precedences[token] = 2 * level + 2;
});
