import type { ExchangeChannel } from '@civitas/contract'

/** What a package says of itself; signed whole by the sending half. */
export interface Manifest {
  readonly packageId: string
  readonly title: string
  readonly fromZone: string
  readonly toZone: string
  readonly createdTime: string
  readonly files: readonly { name: string; bytes: number; sm3: string }[]
}

const programs: readonly [magic: string, what: string][] = [
  ['4d5a', '可执行程序'],
  ['7f454c46', '可执行程序'],
  ['cafebabe', '可执行程序'],
  ['feedface', '可执行程序'],
  ['cffaedfe', '可执行程序'],
  ['2321', '脚本'],
  ['526172211a07', '压缩包'],
  ['377abcaf271c', '压缩包'],
  ['1f8b', '压缩包'],
  ['d0cf11e0a1b11ae1', '复合文档'],
]

/** What the bytes at the start of a file say it is. */
export function contentOf(head: Buffer): string {
  const hex = head.toString('hex')
  const program = programs.find(([magic]) => hex.startsWith(magic))
  if (program) return program[1]
  if (hex.startsWith('504b0304'))
    return head.includes('xl/') || head.includes('[Content_Types]') ? 'xlsx' : '压缩包'
  if (hex.startsWith('50415231')) return 'parquet'
  if (hex.startsWith('255044462d')) return 'pdf'
  if (head.includes(0)) return '二进制文件'
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (/^<(script|html|!doctype)/i.test(text)) return '网页脚本'
  return /^[{[]/.test(text) ? 'json' : 'text'
}

const allowed: Record<ExchangeChannel['fileTypes'][number], readonly string[]> = {
  ...{ csv: ['text', 'json'], txt: ['text', 'json'], json: ['json'], geojson: ['json'], xlsx: ['xlsx'] },
  ...{ parquet: ['parquet'], pdf: ['pdf'] },
}

/** Why a file may not pass a channel, or null. */
export function fileFault(
  channel: { file_types: readonly string[] },
  file: { name: string; head: Buffer },
): string | null {
  const type = file.name.toLowerCase().split('.').at(-1) ?? ''
  if (/[\\/]/.test(file.name) || file.name.startsWith('.')) return `文件名不合规：${file.name}`
  if (!channel.file_types.includes(type)) return `未申报的文件类型：${file.name}`
  const content = contentOf(file.head)
  const fits = allowed[type as keyof typeof allowed]?.includes(content)
  return fits ? null : `类型不符：${file.name} 的内容是${content}`
}

/** The words of a list that occur in a text. */
export function wordsIn(text: string, words: readonly string[]): string[] {
  return words.filter((word) => text.includes(word))
}
