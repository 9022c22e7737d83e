import { randomFillSync } from 'node:crypto';

let lastMs = -1;
let counter = 0;
/** Asking the system for ten bytes takes longer than all the rest. */
const reserve = Buffer.alloc(10 * 400);
let used = reserve.length;

function tenRandomBytes(): Buffer {
  if (used === reserve.length) {
    randomFillSync(reserve);
    used = 0;
  }
  used += 10;
  return reserve.subarray(used - 10, used);
}

/**
 * A UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, a 12 bit counter and 62 random bits.
 *
 * Strictly increasing within the process (RFC 9562 §6.2 method 1): the counter begins low at each millisecond, and when it
 * runs over, or the clock steps back, the time part of the last id is carried on instead of the clock's.
 */
export function uuidv7(now: number = Date.now()): string {
  const random = tenRandomBytes();
  if (now > lastMs) {
    lastMs = now;
    counter = ((random[8]! << 8) | random[9]!) & 0x7ff;
  } else if (counter < 0xfff) {
    counter += 1;
  } else {
    lastMs += 1;
    counter = ((random[8]! << 8) | random[9]!) & 0x7ff;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const sequence = (0x7000 | counter).toString(16);
  random[0] = 0x80 | (random[0]! & 0x3f);
  const tail = random.toString('hex', 0, 8);
  return `${time.slice(0, 8)}-${time.slice(8)}-${sequence}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
