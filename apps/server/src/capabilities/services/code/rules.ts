import type { CodeToken } from '@civitas/contract'

/** Seconds a shown code lives, and how much later an offline terminal still takes it. */
export const lifeSeconds = 60
export const toleranceSeconds = 120
/** Days a printed code is good for. */
export const cardDays = 365

/** What each field of a scene is called; others are `<licence type>:<field>`. */
export const ownFields: Record<string, string> = {
  name: '姓名',
  'name-suffix': '姓名后缀',
  'number-masked': '证件号码（隐去中段）',
}

export interface SceneRule {
  state: string
  terminals: readonly string[]
  fields: readonly string[]
  from_hour: number | null
  to_hour: number | null
}

export type CodeReason =
  | ('ok' | 'expired' | 'replayed' | 'changed' | 'unknown-key' | 'revoked' | 'frozen' | 'not-eligible')
  | ('outside-hours' | 'unknown-terminal' | 'scene-not-active' | 'not-recognised' | 'malformed')

export const reasonTexts: Record<CodeReason, string> = {
  ok: '通过',
  expired: '过期',
  replayed: '该码已经使用过',
  changed: '签名不符，码已被改动',
  'unknown-key': '签名密钥不明',
  revoked: '签名失效',
  frozen: '该码已被冻结或挂失',
  'not-eligible': '不符合',
  'outside-hours': '不在场景的使用时段内',
  'unknown-terminal': '终端未登记',
  'scene-not-active': '场景未启用',
  'not-recognised': '场景未互认',
  malformed: '不是市民码',
}

/** What the scene says before the code is looked at; null: go on. */
export function sceneFault(scene: SceneRule, terminal: string, at: Date): CodeReason | null {
  if (scene.state !== 'active') return 'scene-not-active'
  if (!scene.terminals.includes(terminal)) return 'unknown-terminal'
  const hour = (at.getUTCHours() + 8) % 24
  if (scene.from_hour !== null && hour < scene.from_hour) return 'outside-hours'
  return scene.to_hour !== null && hour >= scene.to_hour ? 'outside-hours' : null
}

/** Whether a code is still fresh; a code from the future is none of ours beyond the tolerance of clocks. */
export function isFresh(token: CodeToken, at: Date, offline: boolean): boolean {
  const age = at.getTime() / 1000 - token.issued
  const tolerance = offline ? toleranceSeconds : 0
  return age >= -30 && age <= token.life + tolerance
}

/** Last characters of a name: what a gate may show of who came. */
export function nameSuffix(name: string): string {
  return [...name].slice(1).join('')
}
