import { encodeGbk } from '../protocols/gbk.ts'

/** Messages of the platform to the terminal (JT/T 808-2019, 8.9–8.22). */
export const downIds = {
  setParameters: 0x8103,
  queryParameters: 0x8104,
  control: 0x8105,
  queryPosition: 0x8201,
  track: 0x8202,
  text: 0x8300,
} as const

/** Parameters of a terminal this side knows by name (8.9, table 12); each is a DWORD. */
export const parameterIds: Readonly<Record<string, number>> = {
  heartbeat_seconds: 0x0001,
  sleep_report_seconds: 0x0027,
  report_seconds: 0x0029,
  report_metres: 0x002c,
  top_speed_km_h: 0x0055,
  overspeed_seconds: 0x0056,
  drive_limit_seconds: 0x0057,
}

/** Commands of terminal control 0x8105 (8.12, table 15) that need no parameters. */
const controls: Readonly<Record<string, number>> = { restart: 4, 'factory-reset': 5 }

export interface DownMessage {
  id: number
  body: Buffer
}

/** A command of the city in the words of JT/T 808; null when there are none for it. Throws a sentence for wrong input. */
export function toDownMessage(
  name: string,
  input: Record<string, unknown>,
  version: number | null,
): DownMessage | null {
  switch (name) {
    case 'send-text':
      return { id: downIds.text, body: textBody(input, version) }
    case 'query-position':
      return { id: downIds.queryPosition, body: Buffer.alloc(0) }
    case 'track':
      return { id: downIds.track, body: trackBody(input) }
    case 'set-parameters':
      return { id: downIds.setParameters, body: parametersBody(input) }
    case 'set-properties':
      return { id: downIds.setParameters, body: parametersBody((input.properties ?? {}) as typeof input) }
    case 'query-parameters':
      return { id: downIds.queryParameters, body: Buffer.alloc(0) }
    default: {
      const control = controls[name]
      return control === undefined ? null : { id: downIds.control, body: Buffer.from([control]) }
    }
  }
}

/** Text (8.22): flags display and read aloud, 2019 with the kind of text. */
function textBody({ text, urgent }: Record<string, unknown>, version: number | null): Buffer {
  const flags = urgent === true ? 0b1110 : 0b1101
  const head = version === null ? [urgent === true ? 0b1101 : 0b1100] : [flags, 1]
  return Buffer.concat([Buffer.from(head), encodeGbk(String(text ?? ''))])
}

/** Temporary tracking (8.20): every so many seconds, for so long. */
function trackBody({ interval_seconds: every, seconds }: Record<string, unknown>): Buffer {
  const body = Buffer.alloc(6)
  body.writeUInt16BE(toWhole(every ?? 5, 0xffff, 'interval_seconds'), 0)
  body.writeUInt32BE(toWhole(seconds ?? 300, 0xffff_ffff, 'seconds'), 2)
  return body
}

function parametersBody(input: Record<string, unknown>): Buffer {
  const items = Object.entries(input).map(([name, value]) => {
    const id = parameterIds[name]
    if (id === undefined) throw new Error(`终端没有参数“${name}”`)
    const item = Buffer.alloc(9)
    item.writeUInt32BE(id, 0)
    item[4] = 4
    item.writeUInt32BE(toWhole(value, 0xffff_ffff, name), 5)
    return item
  })
  if (items.length === 0) throw new Error('没有要设置的参数')
  return Buffer.concat([Buffer.from([items.length]), ...items])
}

function toWhole(value: unknown, most: number, name: string): number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > most)
    throw new Error(`${name} 应为 0–${most} 的整数`)
  return value as number
}

/** Parameters as the terminal reports them in 0x0104 (8.11): those this side knows, by name. */
export function readParameters(body: Buffer): Record<string, number> {
  const names = new Map(Object.entries(parameterIds).map(([name, id]) => [id, name]))
  const found: Record<string, number> = {}
  for (let at = 3; at + 5 <= body.length; ) {
    const [id, length] = [body.readUInt32BE(at), body[at + 4] as number]
    const name = names.get(id)
    if (name && length === 4 && at + 9 <= body.length) found[name] = body.readUInt32BE(at + 5)
    at += 5 + length
  }
  return found
}
