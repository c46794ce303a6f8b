/** One change of a row, as logical replication tells it. Values are texts; `key` has the columns of the replica identity. */
export interface RowChange {
  readonly operation: 'insert' | 'update' | 'delete'
  readonly relation: Relation
  readonly row: Record<string, string | null> | null
  /** The key before, when an update changed it, or of a deleted row. */
  readonly old: Record<string, string | null> | null
}

interface Relation {
  readonly schema: string
  readonly name: string
  readonly columns: readonly { name: string; isKey: boolean }[]
}

/** A committed transaction of the source. `end` is the position after it. */
export interface SourceTransaction {
  readonly end: string
  readonly changes: RowChange[]
}

/**
 * Reads messages of the plug-in pgoutput (protocol version 1, PostgreSQL manual, chapter “Logical Replication Message
 * Formats”) into transactions, in the order they committed.
 */
export function readTransactions(messages: readonly Buffer[]): SourceTransaction[] {
  const relations = new Map<number, Relation>()
  const done: SourceTransaction[] = []
  let changes: RowChange[] = []
  for (const message of messages) {
    const reader = newReader(message)
    const kind = reader.letter()
    if (kind === 'B') changes = []
    else if (kind === 'R') readRelation(reader, relations)
    else if (kind === 'I' || kind === 'U' || kind === 'D') changes.push(readChange(reader, kind, relations))
    else if (kind === 'C') {
      reader.skip(9)
      done.push({ end: toLsn(reader.long()), changes })
    }
  }
  return done
}

/** `16/B374D848` for a position of 64 bits. */
export function toLsn(value: bigint): string {
  return `${(value >> 32n).toString(16).toUpperCase()}/${(value & 0xffffffffn).toString(16).toUpperCase()}`
}

export function fromLsn(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

function newReader(bytes: Buffer) {
  let at = 0
  const move = (by: number) => {
    at += by
    return at - by
  }
  return {
    letter: () => String.fromCharCode(bytes.readUInt8(move(1))),
    byte: () => bytes.readUInt8(move(1)),
    short: () => bytes.readInt16BE(move(2)),
    int: () => bytes.readInt32BE(move(4)),
    long: () => bytes.readBigUInt64BE(move(8)),
    skip: (by: number) => {
      move(by)
    },
    peek: () => String.fromCharCode(bytes.readUInt8(at)),
    text: (length: number) => bytes.toString('utf8', move(length), at),
    name: () => {
      const end = bytes.indexOf(0, at)
      const text = bytes.toString('utf8', at, end)
      at = end + 1
      return text
    },
  }
}
type Reader = ReturnType<typeof newReader>

function readRelation(reader: Reader, relations: Map<number, Relation>): void {
  const id = reader.int()
  const [schema, name] = [reader.name(), reader.name()]
  reader.skip(1)
  const columns = Array.from({ length: reader.short() }, () => {
    const isKey = (reader.byte() & 1) === 1
    const column = { name: reader.name(), isKey }
    reader.skip(8)
    return column
  })
  relations.set(id, { schema, name, columns })
}

const operations = { I: 'insert', U: 'update', D: 'delete' } as const

function readChange(reader: Reader, kind: 'I' | 'U' | 'D', relations: Map<number, Relation>): RowChange {
  const relation = relations.get(reader.int())
  if (!relation) throw new Error('复制流有误：改动先于表结构')
  let old: RowChange['old'] = null
  if (reader.peek() === 'K' || reader.peek() === 'O') {
    reader.skip(1)
    old = readTuple(reader, relation)
  }
  let row: RowChange['row'] = null
  if (kind !== 'D') {
    reader.skip(1)
    row = readTuple(reader, relation, old)
  }
  return { operation: operations[kind], relation, row, old }
}

function readTuple(
  reader: Reader,
  relation: Relation,
  before: Record<string, string | null> | null = null,
): Record<string, string | null> {
  const row: Record<string, string | null> = {}
  const count = reader.short()
  for (let i = 0; i < count; i++) {
    const name = relation.columns[i]?.name ?? ''
    const kind = reader.letter()
    if (kind === 't') row[name] = reader.text(reader.int())
    else if (kind === 'n') row[name] = null
    // A large value that did not change is not sent again: it is as it was.
    else if (kind === 'u' && before && name in before) row[name] = before[name] as string | null
    else if (kind === 'b') throw new Error('复制流有误：二进制值')
  }
  return row
}
