import { describe, expect, it } from 'vitest';
import { Framing } from './framing.ts';
import { decodePacket, encodePacket, longestPacket, packetStatus, packetType, programs } from './packet.ts';

const packet = (serial: number, payload: string) => ({
  program: programs.remote,
  procedure: 14,
  type: packetType.reply,
  serial,
  status: packetStatus.ok,
  payload: Buffer.from(payload),
});
const length = (bytes: number) => Buffer.from(bytes.toString(16).padStart(8, '0'), 'hex');

describe('packets', () => {
  it('have a length that counts itself, and six words', () => {
    const bytes = encodePacket({ ...packet(7, 'abcd'), type: packetType.call });
    expect(bytes.toString('hex')).toBe('0000002020008086000000010000000e00000000000000070000000061626364');
    expect(decodePacket(bytes)).toEqual({ ...packet(7, 'abcd'), type: packetType.call });
  });

  it('of another version are refused', () => {
    const bytes = encodePacket(packet(1, ''));
    bytes.writeUInt32BE(2, 8);
    expect(() => decodePacket(bytes)).toThrow('version 2');
  });

  it('too long to be sent are refused', () => {
    const payload = Buffer.alloc(longestPacket - 27);
    expect(() => encodePacket({ ...packet(1, ''), payload })).toThrow('is too long');
  });
});

describe('framing', () => {
  const sent = [packet(1, 'first'), packet(2, ''), packet(3, 'x'.repeat(1000))];
  const stream = Buffer.concat(sent.map(encodePacket));

  it.each([1, 2, 3, 27, 28, 29, 100, 5000])('makes the same packets of chunks of %i bytes', (size) => {
    const framing = new Framing();
    const got = [];
    for (let at = 0; at < stream.length; at += size) got.push(...framing.push(stream.subarray(at, at + size)));
    expect(got).toEqual(sent);
  });

  it.each([0, 27, longestPacket + 1, 0xffffffff])('refuses a length of %i', (bytes) => {
    const framing = new Framing();
    expect(() => [...framing.push(length(bytes))]).toThrow(expect.objectContaining({ type: 'protocol' }));
  });

  it('takes the longest packet', () => {
    const framing = new Framing();
    const payload = Buffer.alloc(longestPacket - 28, 1);
    const bytes = encodePacket({ ...packet(9, ''), payload });
    const got = [...framing.push(bytes.subarray(0, 1_000_000)), ...framing.push(bytes.subarray(1_000_000))];
    expect(got.map((one) => one.payload.length)).toEqual([payload.length]);
  });
});
