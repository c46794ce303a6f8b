/** What a command of the city is in HJ 212-2017 (6.6.6, table 9): its number and parameters. */
export interface Hj212Request {
  cn: string
  cp: string
}

const digits = (text: unknown, name: string): string => {
  if (typeof text !== 'string' || !/^\d{14}$/.test(text)) throw new Error(`${name} 应为 YYYYMMDDhhmmss`)
  return text
}

const whole = (value: unknown, name: string): number => {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 9_999)
    throw new Error(`${name} 应为 0–9999 的整数`)
  return value as number
}

const factor = (value: unknown): string => {
  if (typeof value !== 'string' || !/^[A-Za-z]\d{5}$/.test(value))
    throw new Error('factor 应为因子编码，如 a34004')
  return value
}

/** `YYYYMMDDhhmmss` of an instant in Beijing time. */
export function toBeijingDigits(timeMs: number): string {
  return new Date(timeMs + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14)
}

type Input = Record<string, unknown>

const requests: Readonly<Record<string, (input: Input, nowMs: number) => Hj212Request>> = {
  'get-time': () => ({ cn: '1011', cp: '' }),
  'set-time': (input, nowMs) => ({
    cn: '1012',
    cp: `SystemTime=${input.time === undefined ? toBeijingDigits(nowMs) : digits(input.time, 'time')}`,
  }),
  'get-realtime-interval': () => ({ cn: '1061', cp: '' }),
  'set-realtime-interval': (input) => ({ cn: '1062', cp: `RtdInterval=${whole(input.seconds, 'seconds')}` }),
  'start-realtime': () => ({ cn: '2011', cp: '' }),
  'stop-realtime': () => ({ cn: '2012', cp: '' }),
  calibrate: (input) => ({ cn: '3011', cp: `PolId=${factor(input.factor)}` }),
  sample: (input) => ({ cn: '3012', cp: `PolId=${factor(input.factor)}` }),
  clean: (input) => ({ cn: '3013', cp: `PolId=${factor(input.factor)}` }),
  'comparison-sample': (input) => ({ cn: '3014', cp: `PolId=${factor(input.factor)}` }),
}

/** A command of the city as a request; null when HJ 212 has none for it. Throws a sentence for wrong input. */
export function toHj212Request(name: string, input: Input, nowMs: number): Hj212Request | null {
  return requests[name]?.(input, nowMs) ?? null
}

/** Values of QnRtn (6.6.6, table 5) and ExeRtn (table 6) that are no success, in words. */
const requestFaults: Readonly<Record<string, string>> = {
  '2': '请求被拒绝',
  '3': 'PW 错误',
  '4': 'MN 错误',
  '5': 'ST 错误',
  '6': 'Flag 错误',
  '7': 'QN 错误',
  '8': 'CN 错误',
  '9': 'CRC 校验错误',
  '100': '未知错误',
}
const executionFaults: Readonly<Record<string, string>> = {
  '2': '执行失败，不知道原因',
  '3': '命令请求条件错误',
  '4': '通讯超时',
  '5': '系统繁忙不能执行',
  '6': '系统故障',
  '100': '没有数据',
}

export type Hj212Outcome = { status: 'accepted' | 'succeeded' } | { status: 'failed'; error: string }

/** What 9011 (请求应答) and 9012 (执行结果) say of a request; null for packets of other kinds. */
export function readOutcome(cn: string, cp: string): Hj212Outcome | null {
  const isRequest = cn === '9011'
  if (!isRequest && cn !== '9012') return null
  const code = new RegExp(`(?:^|;)${isRequest ? 'QnRtn' : 'ExeRtn'}=(\\d+)`).exec(cp)?.[1] ?? ''
  if (code === '1') return { status: isRequest ? 'accepted' : 'succeeded' }
  const faults = isRequest ? requestFaults : executionFaults
  return { status: 'failed', error: `设备应答 ${code || '缺少结果'}：${faults[code] ?? '未知错误'}` }
}

/** What a device says of itself between 9011 and 9012 (1011, 1061): the pairs of its CP. */
export function readAnswerPairs(cp: string): Record<string, string> {
  return Object.fromEntries(
    [...cp.matchAll(/(?:^|[;,])(\w+)=([^;,]*)/g)].map(([, name, value]) => [name, value]),
  )
}
