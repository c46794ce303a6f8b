import type { HotlineLine } from '@civitas/sdk'

type Menu = HotlineLine['menu']

/** The menu of a line as words, “按键 名称 技能” in each. */
export function writeMenu(menu: Menu): string {
  return menu.map((one) => `${one.key} ${one.title} ${one.skill}`).join('\n')
}

/** Reads what `writeMenu` writes; null when a line is not of that form. */
export function readMenu(text: string): Menu | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const menu: Menu = []
  for (const line of lines) {
    const [, key, title, skill] = line.trim().match(/^([0-9*#])\s+(.+?)\s+(\S+)$/) ?? []
    if (!key || !title || !skill) return null
    menu.push({ key, title, skill })
  }
  return menu
}
