/** A field of a protocol-buffer message: a whole number, or bytes (a text, a message, packed numbers, four or eight bytes of a number). */
export interface MessageField {
  field: number;
  wire: number;
  value: bigint | Uint8Array;
  /** The field with its tag, as it stands in the message. */
  whole: Uint8Array;
}

/** The fields of a message, without copies. @throws RangeError where the bytes are none */
export function readFields(bytes: Uint8Array): MessageField[] {
  const fields: MessageField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new RangeError('A number of the message does not end.');
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('The message is cut short.');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const start = at;
    const tag = Number(varint());
    const wire = tag & 7;
    if (wire === 3 || wire === 4 || wire > 5) throw new RangeError('The bytes are no message.');
    const value =
      wire === 0 ? varint() : take(wire === 1 ? 8 : wire === 5 ? 4 : Math.min(Number(varint()), 2 ** 31));
    fields.push({ field: tag >>> 3, wire, value, whole: bytes.subarray(start, at) });
  }
  return fields;
}

/** A field's text. */
export function textOf({ value }: MessageField): string {
  return typeof value === 'bigint' ? '' : Buffer.from(value).toString('utf8');
}

/** Whole numbers of 64 bits with a sign, packed or single. */
export function integersOf({ value }: MessageField): bigint[] {
  if (typeof value === 'bigint') return [BigInt.asIntN(64, value)];
  const numbers: bigint[] = [];
  for (let at = 0; at < value.length; ) {
    let number = 0n;
    let byte = 128;
    for (let shift = 0n; byte >= 128 && at < value.length; shift += 7n) {
      byte = value[at++]!;
      number |= BigInt(byte & 127) << shift;
    }
    numbers.push(BigInt.asIntN(64, number));
  }
  return numbers;
}
