/** Copies of something signed, each with one bit of it changed; every `step`th byte in turns, its bits in turns too. */
export function* changedBits(
  bytes: Uint8Array,
  { from = 0, to = bytes.length, step = 1 }: { from?: number; to?: number; step?: number } = {},
): Generator<{ at: number; changed: Buffer }> {
  for (let at = from; at < Math.min(to, bytes.length); at += step) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] as number) ^ (1 << (at % 8))
    yield { at, changed }
  }
}
