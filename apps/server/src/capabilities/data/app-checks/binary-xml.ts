/** A tag of a compiled Android XML file with its attributes by plain name. */
export interface BinaryTag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string | number | boolean>
}

const stringPool = 0x0001
const resourceMap = 0x0180
const startTag = 0x0102

/** Names of attributes a packer may have taken out: their numbers stay. */
const names: Readonly<Record<number, string>> = {
  ...{ 16842755: 'name', 16843291: 'versionCode', 16843292: 'versionName' },
  16844012: 'usesCleartextTraffic',
}

/** Reads the chunks of a compiled XML file (AOSP ResourceTypes.h) for its tags; null when it is none. */
export function readBinaryXml(bytes: Uint8Array): BinaryTag[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (view.getUint16(0, true) !== 0x0003) return null
    let strings: string[] = []
    let ids: number[] = []
    const tags: BinaryTag[] = []
    for (let at = view.getUint16(2, true); at + 8 <= bytes.length; ) {
      const [type, size] = [view.getUint16(at, true), view.getUint32(at + 4, true)]
      if (size < 8) return null
      if (type === stringPool) strings = readStrings(view, at)
      if (type === resourceMap)
        ids = Array.from({ length: (size - 8) / 4 }, (_, i) => view.getUint32(at + 8 + i * 4, true))
      if (type === startTag) tags.push(readTag(view, at, strings, ids))
      at += size
    }
    return tags
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function readStrings(view: DataView, pool: number): string[] {
  const count = view.getUint32(pool + 8, true)
  const isUtf8 = (view.getUint32(pool + 16, true) & 0x100) !== 0
  const start = pool + view.getUint32(pool + 20, true)
  return Array.from({ length: count }, (_, i) => {
    const at = start + view.getUint32(pool + 28 + i * 4, true)
    return isUtf8 ? readUtf8(view, at) : readUtf16(view, at)
  })
}

function readUtf8(view: DataView, at: number): string {
  // Two lengths, of letters and of bytes, each in one byte or two.
  const letters = view.getUint8(at) & 0x80 ? 2 : 1
  const first = view.getUint8(at + letters)
  const isLong = (first & 0x80) !== 0
  const length = isLong ? ((first & 0x7f) << 8) | view.getUint8(at + letters + 1) : first
  const from = view.byteOffset + at + letters + (isLong ? 2 : 1)
  return new TextDecoder().decode(new Uint8Array(view.buffer, from, length))
}

function readUtf16(view: DataView, at: number): string {
  const first = view.getUint16(at, true)
  const isLong = (first & 0x8000) !== 0
  const length = isLong ? ((first & 0x7fff) << 16) | view.getUint16(at + 2, true) : first
  const from = view.byteOffset + at + (isLong ? 4 : 2)
  return new TextDecoder('utf-16le').decode(new Uint8Array(view.buffer, from, length * 2))
}

function readTag(view: DataView, at: number, strings: readonly string[], ids: readonly number[]): BinaryTag {
  const attributes = new Map<string, string | number | boolean>()
  const first = at + 16 + view.getUint16(at + 24, true)
  const [size, count] = [view.getUint16(at + 26, true), view.getUint16(at + 28, true)]
  for (let i = 0; i < count; i++) {
    const one = first + i * size
    const nameAt = view.getUint32(one + 4, true)
    const name = strings[nameAt] || names[ids[nameAt] ?? 0] || ''
    const [type, data] = [view.getUint8(one + 15), view.getUint32(one + 16, true)]
    if (type === 0x03) attributes.set(name, strings[data] ?? '')
    else if (type === 0x12) attributes.set(name, data !== 0)
    else attributes.set(name, data)
  }
  return { name: strings[view.getUint32(at + 20, true)] ?? '', attributes }
}
