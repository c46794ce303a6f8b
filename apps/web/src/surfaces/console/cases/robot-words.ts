import type { RobotSignal } from '@civitas/sdk'

/** Whether a signal is a word of the title, which is what the form shows; others are kept as they are. */
export function isTitleWord({ field, op }: RobotSignal): boolean {
  return field === 'title' && op === 'contains'
}

/** Words of a title, one a line; “井盖 0.72” says how much it counts, the others share what is left. */
export function readSignals(words: string): RobotSignal[] {
  const lines = words
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [, value, weight] = line.match(/^(.+?)\s+([01](?:\.\d+)?)$/) ?? []
      return value ? { value, weight: Number(weight) } : { value: line, weight: null }
    })
  const given = lines.reduce((sum, one) => sum + (one.weight ?? 0), 0)
  const open = lines.filter((one) => one.weight === null).length
  const share = open > 0 ? Math.max(0, 1 - given) / open : 0
  return lines.map(({ value, weight }) => ({
    field: 'title',
    op: 'contains',
    value,
    weight: weight ?? share,
  }))
}

/** The same words written out again, for a new version. */
export function writeSignals(signals: readonly RobotSignal[]): string {
  return signals
    .filter(isTitleWord)
    .map(({ value, weight }) => `${value} ${Math.round(weight * 1000) / 1000}`)
    .join('\n')
}
