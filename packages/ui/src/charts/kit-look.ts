import { formatNumber } from '../formats.ts'
import { fonts, type Palette } from '../tokens.ts'

/** What an option is made with: the colours of a theme and the root font size ÷ 16. */
export interface KitLook {
  palette: Palette
  scale: number
  texts: KitTexts
}

/** Words a chart says by itself. */
export interface KitTexts {
  other: string
  open: string
  close: string
  low: string
  high: string
  weekdays: readonly string[]
}

export interface Ink {
  color: string
  fontFamily: string
  fontSize: number
}

export function inkOf({ palette, scale }: KitLook): Ink {
  return { color: palette.muted, fontFamily: fonts.text, fontSize: 12 * scale }
}

/** Room of a chart with axes; a legend of several series stands above. */
export function gridOf({ scale }: KitLook, several = false) {
  return {
    left: 4 * scale,
    right: 14 * scale,
    top: (several ? 30 : 12) * scale,
    bottom: 4 * scale,
    containLabel: true,
  }
}

/** The axis of values; `whole` values have no tick between one and the next. */
export function valueAxis(look: KitLook, zero: boolean, whole = false) {
  return {
    type: 'value',
    scale: !zero,
    splitNumber: 3,
    ...(whole ? { minInterval: 1 } : {}),
    ...(zero ? { min: (extent: { min: number }) => Math.min(0, extent.min) } : {}),
    axisLabel: { ...inkOf(look), formatter: (value: number) => formatNumber(value, value % 1 ? 2 : 0) },
    splitLine: { lineStyle: { color: look.palette.line } },
  }
}

export function nameAxis(look: KitLook, names: readonly string[]) {
  return {
    type: 'category',
    data: [...names],
    axisLine: { lineStyle: { color: look.palette.lineStrong } },
    axisTick: { show: false },
    axisLabel: { ...inkOf(look), hideOverlap: true, formatter: (name: string) => shorten(name) },
  }
}

export function shorten(name: string, letters = 9): string {
  return name.length > letters ? `${name.slice(0, letters - 1)}…` : name
}
