// SPDX-License-Identifier: Apache-2.0
/** UUIDv7 made by the application (RFC 9562 §5.7), so that an organisation can move to another installation. */
import type { Clock } from './clock.ts';

export type Uuid = string & { readonly __brand: 'uuid' };

/** Fills a fresh array with random bytes; replaced in tests. */
export type RandomBytes = (length: number) => Uint8Array;

export const secureRandom: RandomBytes = (length) => globalThis.crypto.getRandomValues(new Uint8Array(length));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isUuid = (value: string): value is Uuid => UUID.test(value);

/** Narrows a string to a UUID or throws; for values that must already have been validated at the edge. */
export function asUuid(value: string): Uuid {
  if (!isUuid(value)) throw new TypeError('not a uuid');
  return value;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const COUNTER_MAX = 0xfff;
/** Half of the counter's room is left for going up within one millisecond. */
const COUNTER_START_MAX = 0x7ff;
let last = { milliseconds: -1, counter: 0 };

/** Ids made one after the other in the same millisecond by this process sort in that order (RFC 9562 §6.2, method 1). */
function nextCounter(milliseconds: number, start: number): number {
  const counter = milliseconds === last.milliseconds ? (last.counter + 1) & COUNTER_MAX : start & COUNTER_START_MAX;
  last = { milliseconds, counter };
  return counter;
}

export function newUuid(clock: Clock, random: RandomBytes = secureRandom): Uuid {
  const bytes = random(16);
  const now = clock.now().getTime();
  const counter = nextCounter(now, ((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0));
  let milliseconds = now;
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = milliseconds % 256;
    milliseconds = Math.floor(milliseconds / 256);
  }
  bytes[6] = 0x70 | (counter >> 8);
  bytes[7] = counter & 0xff;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const text = hex(bytes);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}` as Uuid;
}
