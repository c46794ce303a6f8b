import type { ConformanceItem, ProfileContent } from '@civitas/contract'

/** One packet of a device under test, as it was. */
export interface Packet {
  time: string
  /** connect, disconnect, telemetry, reported, command, answer, subscribe. */
  kind: string
  topic: string
  payload: string
}

/** What is known of a test when it ends. */
export interface TestFacts {
  reference: string
  packets: readonly Packet[]
  /** Commands of the profile sent in the test, and what became of them. */
  commands: ReadonlyMap<string, string>
}

/** A reading found in a packet of the test. */
interface Found {
  value: unknown
  unit: string | undefined
  timeMs: number
  payload: string
}

/** How far a period may be off. */
const periodTolerance = 0.1

/** Judges a device against a profile, item by item; each decision quotes its packet (PLT-015). */
export function judgeTest(profile: ProfileContent, facts: TestFacts): ConformanceItem[] {
  const { packets } = facts
  const connect = packets.find((one) => one.kind === 'connect')
  const items = [
    item('连接', connect !== undefined, connect ? '已连接' : '检测期间没有连接', connect?.payload),
    judgeSecurity(profile, connect),
  ]
  if (profile.namingRule !== null) {
    const fits = new RegExp(profile.namingRule).test(facts.reference)
    items.push(item('命名', fits, `编号 ${facts.reference}，规则 ${profile.namingRule}`))
  }
  for (const property of profile.properties) items.push(...judgeProperty(property, packets))
  for (const name of profile.commands) {
    const state = facts.commands.get(name)
    const answer = packets.findLast((one) => one.kind === 'answer')
    items.push(
      item(`命令 ${name}`, state === 'succeeded', state ? `状态 ${state}` : '未下发', answer?.payload),
    )
  }
  if (profile.reconnects) items.push(judgeReconnect(packets))
  return items
}

function item(name: string, passed: boolean, detail: string, packet?: string): ConformanceItem {
  return { item: name, passed, detail, packet: packet ?? null }
}

function judgeSecurity(profile: ProfileContent, connect: Packet | undefined): ConformanceItem {
  const method = connect?.payload.split(' ').at(-1) ?? '无'
  const enough = profile.securityLevel <= 2 ? connect !== undefined : method === 'x509' || method === 'sm2'
  return item('认证', enough, `安全等级 ${profile.securityLevel}，使用 ${method}`, connect?.payload)
}

function judgeProperty(
  property: ProfileContent['properties'][number],
  packets: readonly Packet[],
): ConformanceItem[] {
  const found = packets
    .filter((one) => one.kind === 'telemetry')
    .flatMap((one) => readProperty(one, property.id))
  const [first] = found
  if (!first) {
    return property.mandatory ? [item(`属性 ${property.id}`, false, '检测期间没有上报')] : []
  }
  const wrong = found.find((one) => one.unit !== property.unit)
  const unit = wrong
    ? item(
        `单位 ${property.id}`,
        false,
        `应为 ${property.unit}，报文为 ${wrong.unit ?? '未带单位'}`,
        wrong.payload,
      )
    : item(`单位 ${property.id}`, true, property.unit, first.payload)
  return [
    item(`属性 ${property.id}`, true, `上报 ${found.length} 次`, first.payload),
    unit,
    judgePeriod(property, found),
  ]
}

function judgePeriod(
  property: ProfileContent['properties'][number],
  found: readonly Found[],
): ConformanceItem {
  const name = `周期 ${property.id}`
  if (found.length < 2) return item(name, false, '读数少于两次，无法核对', found[0]?.payload)
  const expected = property.periodSeconds * 1000
  for (let i = 1; i < found.length; i++) {
    const gap = (found[i] as Found).timeMs - (found[i - 1] as Found).timeMs
    if (Math.abs(gap - expected) > expected * periodTolerance)
      return item(name, false, `应为 ${property.periodSeconds} 秒，实为 ${gap / 1000} 秒`, found[i]?.payload)
  }
  return item(name, true, `${property.periodSeconds} 秒`, found[1]?.payload)
}

function readProperty(packet: Packet, property: string): Found[] {
  const body = parse(packet.payload)
  return (Array.isArray(body) ? body : [body]).flatMap((one): Found[] => {
    const { properties, time } = (one ?? {}) as { properties?: Record<string, unknown>; time?: unknown }
    const given = properties?.[property]
    if (given === undefined) return []
    const { value, unit } =
      typeof given === 'object' && given !== null
        ? (given as { value?: unknown; unit?: string })
        : { value: given, unit: undefined }
    const timeMs = Date.parse(typeof time === 'string' ? time : packet.time)
    return [{ value, unit, timeMs, payload: packet.payload }]
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function judgeReconnect(packets: readonly Packet[]): ConformanceItem {
  const lost = packets.findIndex((one) => one.kind === 'disconnect')
  const back = packets.findIndex((one, i) => lost >= 0 && i > lost && one.kind === 'connect')
  const sends = packets.some((one, i) => back >= 0 && i > back && one.kind === 'telemetry')
  const detail =
    lost < 0
      ? '检测期间没有断网'
      : back < 0
        ? '断网后没有重连'
        : sends
          ? '断网后重连并续传'
          : '重连后没有上报'
  return item('断网', sends, detail, packets[back]?.payload)
}

/** What a new version of a profile changes, in sentences. */
export function describeDifference(before: ProfileContent | undefined, after: ProfileContent): string[] {
  if (!before) return ['首个版本']
  const said: string[] = []
  const old = new Map(before.properties.map((one) => [one.id, one]))
  for (const one of after.properties) {
    const held = old.get(one.id)
    old.delete(one.id)
    if (!held) said.push(`新增属性 ${one.id}`)
    else {
      if (held.unit !== one.unit) said.push(`属性 ${one.id} 单位 ${held.unit} → ${one.unit}`)
      if (held.periodSeconds !== one.periodSeconds)
        said.push(`属性 ${one.id} 周期 ${held.periodSeconds} → ${one.periodSeconds} 秒`)
      if (held.mandatory !== one.mandatory)
        said.push(`属性 ${one.id} ${one.mandatory ? '改为必报' : '改为选报'}`)
    }
  }
  for (const id of old.keys()) said.push(`取消属性 ${id}`)
  for (const name of after.commands) if (!before.commands.includes(name)) said.push(`新增命令 ${name}`)
  for (const name of before.commands) if (!after.commands.includes(name)) said.push(`取消命令 ${name}`)
  if (before.securityLevel !== after.securityLevel)
    said.push(`安全等级 ${before.securityLevel} → ${after.securityLevel}`)
  if (before.namingRule !== after.namingRule) said.push('命名规则变更')
  if (before.reconnects !== after.reconnects) said.push('断网要求变更')
  return said.length > 0 ? said : ['内容未变']
}
