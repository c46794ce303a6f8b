let table: Map<string, number> | null = null

/** Every character of GBK’s two-byte part, by its code; made once, from what the decoder says. */
function readTable(): Map<string, number> {
  const decoder = new TextDecoder('gbk')
  const made = new Map<string, number>()
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue
      const text = decoder.decode(Uint8Array.of(high, low))
      if ([...text].length === 1 && text !== '\ufffd' && !made.has(text)) made.set(text, (high << 8) | low)
    }
  return made
}

/** A text in GBK, as JT/T 808 and 809 write it; what GBK does not have becomes a question mark. */
export function encodeGbk(text: string): Buffer {
  table ??= readTable()
  const bytes: number[] = []
  for (const char of text) {
    const ascii = char.charCodeAt(0)
    const code = ascii < 0x80 ? undefined : table.get(char)
    if (ascii < 0x80) bytes.push(ascii)
    else if (code === undefined) bytes.push(0x3f)
    else bytes.push(code >> 8, code & 0xff)
  }
  return Buffer.from(bytes)
}
