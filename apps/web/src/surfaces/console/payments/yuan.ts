/** Yuan as they are written, of fen as they are kept. */
export const toYuan = (fen: number): string => (fen / 100).toFixed(2)

export const toFen = (yuan: number): number => Math.round(yuan * 100)

/** A payment in the file of a channel. */
interface ChannelRow {
  channelNumber: string
  orderNumber: string
  fen: number
}

/** Reads the file of a channel, one payment a line; answers the number of the first line that is none. */
export function readChannelFile(text: string): ChannelRow[] | number {
  const rows: ChannelRow[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (!line.trim()) continue
    const [channelNumber, orderNumber, yuan] = line.split(/[,，\t]/).map((part) => part.trim())
    if (!channelNumber || !orderNumber || !yuan || !/^\d+(\.\d{1,2})?$/.test(yuan)) return at + 1
    rows.push({ channelNumber, orderNumber, fen: toFen(Number(yuan)) })
  }
  return rows
}
