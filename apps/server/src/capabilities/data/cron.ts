import { invalid } from '../../kernel/problem.ts'

/** Ranges of the five fields of a cron line: minute, hour, day, month, weekday (0 and 7 are Sunday). */
const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

/** Whether a cron line (Asia/Shanghai) means this minute. A line that is none means never. */
export function isCronDue(line: string, time: Date): boolean {
  const fields = line.trim().split(/\s+/)
  if (cronFault(line)) return false
  const local = new Date(time.getTime() + 8 * 3_600_000)
  const now = [
    local.getUTCMinutes(),
    local.getUTCHours(),
    local.getUTCDate(),
    local.getUTCMonth() + 1,
    local.getUTCDay(),
  ]
  return fields.every((field, at) => {
    const value = now[at] as number
    return isIn(field, value, at) || (at === 4 && value === 0 && isIn(field, 7, at))
  })
}

function isIn(field: string, value: number, at: number): boolean {
  const [low, high] = ranges[at] as readonly [number, number]
  return field.split(',').some((part) => {
    const [span = '*', step = '1'] = part.split('/')
    const [from, to] =
      span === '*'
        ? [low, high]
        : span.includes('-')
          ? span.split('-').map(Number)
          : [Number(span), part.includes('/') ? high : Number(span)]
    return (
      value >= (from as number) && value <= (to as number) && (value - (from as number)) % Number(step) === 0
    )
  })
}

/** What is wrong with a cron line, or null. */
export function cronFault(line: string): string | null {
  const fields = line.trim().split(/\s+/)
  if (fields.length !== 5) return '应为五段：分 时 日 月 周'
  const bad = fields.findIndex((field, at) => {
    const [low, high] = ranges[at] as readonly [number, number]
    return !field.split(',').every((part) => {
      const found = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part)
      if (!found) return false
      const [, from, to, step] = found
      const inside = (text: string | undefined) =>
        text === undefined || (Number(text) >= low && Number(text) <= high)
      return inside(from) && inside(to) && step !== '0'
    })
  })
  return bad < 0 ? null : `第 ${bad + 1} 段“${fields[bad]}”有误`
}

export function requireCron(line: string | null | undefined, path: string): void {
  const fault = line ? cronFault(line) : null
  if (fault) throw invalid(path, `定时有误：${fault}`)
}
