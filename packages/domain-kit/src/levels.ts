import type { LocalText } from './text.ts'

/**
 * Severity, mildest first. 红 = Ⅰ 特别重大, 橙 = Ⅱ 重大, 黄 = Ⅲ 较大, 蓝 = Ⅳ 一般
 * (国家突发公共事件总体应急预案, the national four-colour scale).
 */
export const LEVELS = ['blue', 'yellow', 'orange', 'red'] as const

/** One step of {@link LEVELS}. */
export type Level = (typeof LEVELS)[number]

/** What a level is called on screens. */
export const LEVEL_TITLES: Readonly<Record<Level, LocalText>> = {
  blue: { zh: '蓝色（Ⅳ级 一般）', en: 'Blue (IV, moderate)' },
  yellow: { zh: '黄色（Ⅲ级 较大）', en: 'Yellow (III, considerable)' },
  orange: { zh: '橙色（Ⅱ级 重大）', en: 'Orange (II, major)' },
  red: { zh: '红色（Ⅰ级 特别重大）', en: 'Red (I, extreme)' },
}

/** 1 for blue … 4 for red, 0 for none; for sorting and comparing. */
export function rankLevel(level: Level | null | undefined): number {
  return level ? LEVELS.indexOf(level) + 1 : 0
}

/** The level `steps` above, never above red: `raiseLevel('blue', 1)` is yellow. */
export function raiseLevel(level: Level, steps: number): Level {
  return LEVELS[Math.min(LEVELS.indexOf(level) + steps, LEVELS.length - 1)]!
}
