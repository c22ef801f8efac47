/** Writes protocol-buffer messages (the wire format of proto3) into one growing buffer. */
export class MessageWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** A whole number. */
  integer(field: number, value: number | bigint): this {
    this.#varint(BigInt(field << 3));
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  /** A number of 32 bits. */
  float(field: number, value: number): this {
    this.#varint(BigInt((field << 3) | 5));
    return this.#append(new Uint8Array(Float32Array.of(value).buffer));
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'));
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint(BigInt((field << 3) | 2));
    this.#varint(BigInt(value.length));
    return this.#append(value);
  }

  /** A field that stands as it is to be written. */
  raw(field: Uint8Array): this {
    return this.#append(field);
  }

  message(field: number, write: (inner: MessageWriter) => void): this {
    const inner = new MessageWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  /** Whole numbers, packed. */
  integers(field: number, values: Iterable<number | bigint>): this {
    const inner = new MessageWriter();
    for (const value of values) inner.#varint(BigInt.asUintN(64, BigInt(value)));
    return this.bytes(field, inner.finish());
  }

  /** Numbers of 32 bits, packed. */
  floats(field: number, values: Iterable<number>): this {
    return this.bytes(field, new Uint8Array(Float32Array.from(values).buffer));
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #varint(value: bigint): void {
    let left = value;
    if (left < 128n) {
      this.#reserve(1);
      this.#bytes[this.#length++] = Number(left);
      return;
    }
    this.#reserve(10);
    while (left >= 128n) {
      this.#bytes[this.#length++] = Number(left & 127n) | 128;
      left >>= 7n;
    }
    this.#bytes[this.#length++] = Number(left);
  }

  #append(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    bigger.set(this.#bytes);
    this.#bytes = bigger;
  }
}
