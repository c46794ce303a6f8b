import type { LocalText, WarningLevel } from '@civitas/contract'
import { LEVEL_TITLES, rankLevel } from '@civitas/domain-kit'

/** Acts of the timeline of a warning, in words. */
export const warningActs = {
  drafted: { zh: '起草', en: 'Drafted' },
  changed: { zh: '修改草稿', en: 'Draft changed' },
  issued: { zh: '发布', en: 'Issued' },
  imported: { zh: '接入', en: 'Taken in' },
  superseded: { zh: '被取代', en: 'Superseded' },
  lifted: { zh: '解除', en: 'Lifted' },
  expired: { zh: '到期，待确认解除', en: 'Expired, to be lifted' },
  rejected: { zh: '不予发布', en: 'Put aside' },
  evaluated: { zh: '检验', en: 'Evaluated' },
  'verify-late': { zh: '核实超时', en: 'Not looked at in time' },
} as const satisfies Record<string, LocalText>

export type WarningAct = keyof typeof warningActs

const colours: Record<WarningLevel, string> = { red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色' }

/** `云川市望云街道暴雨红色预警`. */
export function headlineOf(area: string, eventName: string, level: WarningLevel): string {
  return `${area}${eventName}${colours[level]}预警`
}

/** Whether one person may draft and issue it: orange and red need two. */
export function needsSecondPerson(
  warning: { level: WarningLevel; drafted_by: string | null },
  userId: string,
): boolean {
  return rankLevel(warning.level) >= rankLevel('orange') && warning.drafted_by === userId
}

/** `由橙色升级为红色`, for those who were told of the one before. */
export function changeInWords(before: WarningLevel, after: WarningLevel): string {
  if (before === after) return `${LEVEL_TITLES[after].zh}更新`
  const how = rankLevel(after) > rankLevel(before) ? '升级' : '降级'
  return `由${colours[before]}${how}为${colours[after]}`
}

/** The smallest division that holds them all: what their codes begin with. Null is the city itself. */
export function commonDivision(codes: readonly string[]): string | null {
  const [first, ...others] = codes
  if (!first) return null
  for (const length of [15, 12, 9, 6]) {
    const prefix = first.slice(0, length)
    if (prefix.length === length && others.every((code) => code.startsWith(prefix))) return prefix
  }
  return null
}

/** The city’s own number of a warning: `YJ20250601-0001`. */
export function warningReference(day: string, number: number): string {
  return `YJ${day}-${String(number).padStart(4, '0')}`
}

/** Minutes between the issue of a warning and the beginning of what it warned of; negative when it came too late. */
export function leadMinutes(issued: Date | null, occurred: Date | null): number | null {
  return issued && occurred ? (occurred.getTime() - issued.getTime()) / 60_000 : null
}
