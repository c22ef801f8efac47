/** Arithmetic in metrics: numbers, names, `+ - * / % **`, parentheses and a few functions; parsed here, never evaluated as code. */

/** An expression that can't be used; the message completes "the expression …". */
export class ExpressionError extends Error {}

type Evaluate = (figureOf: (name: string) => number) => number;

/** A parsed expression. */
export interface Expression {
  /** Names that it asks for. */
  names: ReadonlySet<string>;
  /** Its value, or null where it has none (a division by zero, a logarithm of nothing). */
  evaluate: (figureOf: (name: string) => number) => number | null;
}

const functions: Readonly<
  Record<string, { least: number; most: number; apply: (...values: number[]) => number }>
> = {
  min: { least: 1, most: 20, apply: Math.min },
  max: { least: 1, most: 20, apply: Math.max },
  abs: { least: 1, most: 1, apply: Math.abs },
  sqrt: { least: 1, most: 1, apply: Math.sqrt },
  ln: { least: 1, most: 1, apply: Math.log },
  log2: { least: 1, most: 1, apply: Math.log2 },
  round: { least: 1, most: 1, apply: Math.round },
  floor: { least: 1, most: 1, apply: Math.floor },
  ceil: { least: 1, most: 1, apply: Math.ceil },
};

/** Names of the functions. */
export const expressionFunctions: readonly string[] = Object.keys(functions);

const token = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|([A-Za-z_]\w*)|(\*\*|[-+*/%(),]))/y;
const deepest = 50;

/** @throws ExpressionError naming what was found and where */
export function parseExpression(text: string): Expression {
  const parser = new ExpressionParser(text);
  const evaluate = parser.parse();
  return {
    names: parser.names,
    evaluate(figureOf) {
      const value = evaluate(figureOf);
      return Number.isFinite(value) ? value : null;
    },
  };
}

class ExpressionParser {
  readonly names = new Set<string>();
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #number: string | undefined;
  #name: string | undefined;
  #sign: string | undefined;
  /** Where the current token begins. */
  #from = 0;

  constructor(text: string) {
    this.#text = text;
    this.#advance();
  }

  parse(): Evaluate {
    const value = this.#sum();
    if (!this.#isAtEnd()) this.#fail('an operator');
    return value;
  }

  #sum(): Evaluate {
    let left = this.#product();
    for (;;) {
      const sign = this.#take('+', '-');
      if (sign === null) return left;
      const [a, b] = [left, this.#product()];
      left = sign === '+' ? (of) => a(of) + b(of) : (of) => a(of) - b(of);
    }
  }

  #product(): Evaluate {
    let left = this.#signed();
    for (;;) {
      const sign = this.#take('*', '/', '%');
      if (sign === null) return left;
      const [a, b] = [left, this.#signed()];
      left =
        sign === '*' ? (of) => a(of) * b(of) : sign === '/' ? (of) => a(of) / b(of) : (of) => a(of) % b(of);
    }
  }

  #signed(): Evaluate {
    const sign = this.#take('-', '+');
    if (sign === null) return this.#power();
    const value = this.#nested(() => this.#signed());
    return sign === '-' ? (of) => -value(of) : value;
  }

  #power(): Evaluate {
    const base = this.#single();
    if (this.#take('**') === null) return base;
    const exponent = this.#nested(() => this.#signed());
    return (of) => base(of) ** exponent(of);
  }

  #single(): Evaluate {
    if (this.#number !== undefined) {
      const value = Number(this.#number);
      this.#advance();
      return () => value;
    }
    if (this.#take('(') !== null) {
      const value = this.#nested(() => this.#sum());
      if (this.#take(')') === null) this.#fail('")"');
      return value;
    }
    const name = this.#name;
    if (name === undefined) return this.#fail('a number, a name or "("');
    this.#advance();
    if (this.#take('(') !== null) return this.#call(name);
    this.names.add(name);
    return (of) => of(name);
  }

  #call(name: string): Evaluate {
    const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (known === undefined)
      throw new ExpressionError(
        `calls ${name}(), and there are ${expressionFunctions.map((each) => `${each}()`).join(', ')}`,
      );
    const values: Evaluate[] = [];
    if (this.#take(')') === null) {
      do values.push(this.#nested(() => this.#sum()));
      while (this.#take(',') !== null);
      if (this.#take(')') === null) this.#fail('"," or ")"');
    }
    if (values.length < known.least || values.length > known.most)
      throw new ExpressionError(
        `gives ${name}() ${values.length} values, and it takes ${known.most === 1 ? 'one' : 'one or more'}`,
      );
    return (of) => known.apply(...values.map((value) => value(of)));
  }

  #nested(work: () => Evaluate): Evaluate {
    this.#depth += 1;
    if (this.#depth > deepest) throw new ExpressionError(`is nested deeper than ${deepest} levels`);
    const value = work();
    this.#depth -= 1;
    return value;
  }

  #take(...signs: string[]): string | null {
    if (this.#sign === undefined || !signs.includes(this.#sign)) return null;
    const sign = this.#sign;
    this.#advance();
    return sign;
  }

  #isAtEnd(): boolean {
    return this.#number === undefined && this.#name === undefined && this.#sign === undefined;
  }

  #advance(): void {
    token.lastIndex = this.#at;
    this.#from = this.#at;
    const match = token.exec(this.#text);
    [, this.#number, this.#name, this.#sign] = match ?? [];
    if (match !== null) this.#at = token.lastIndex;
    else if (this.#text.slice(this.#at).trim() !== '') this.#fail('arithmetic');
  }

  #fail(expected: string): never {
    const rest = this.#text.slice(this.#from).trim();
    const found = rest === '' ? 'ends' : `has ${JSON.stringify(rest.slice(0, 20))}`;
    throw new ExpressionError(`${found} at character ${this.#from + 1} where ${expected} was expected`);
  }
}
