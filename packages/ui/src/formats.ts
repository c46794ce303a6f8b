import type { Locale } from './locale.tsx'

/** Thin space between groups of thousands and narrow no-break space before a unit. */
const THIN = '\u2009'
const NARROW = '\u202f'
/** The city’s clock. China has one zone and no summer time, so an offset is exact. */
const CHINA_OFFSET_MS = 8 * 3_600_000

/** `12345.6` → `12 345.6`. `precision` is the number of digits after the point; a missing value is an em dash. */
export function formatNumber(value: number | null | undefined, precision = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—'
  const [whole = '0', fraction] = Math.abs(value).toFixed(precision).split('.')
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole
  const isZero = !/[1-9]/.test(whole + (fraction ?? ''))
  return `${value < 0 && !isZero ? '−' : ''}${grouped}${fraction ? `.${fraction}` : ''}`
}

/** A figure for leaders: 万 and 亿 in Chinese, k and M in English, at most four digits. */
export function formatCompact(value: number | null | undefined, locale: Locale, precision = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—'
  const scales: [number, string][] =
    locale === 'en'
      ? [
          [1e6, 'M'],
          [1e4, 'k'],
        ]
      : [
          [1e8, '亿'],
          [1e4, '万'],
        ]
  for (const [limit, name] of scales) {
    if (Math.abs(value) >= limit) {
      const scaled = value / (name === 'k' ? 1e3 : limit)
      return `${formatNumber(scaled, Math.abs(scaled) >= 100 ? 0 : 1)}${NARROW}${name}`
    }
  }
  return formatNumber(value, precision)
}

/** The length of a list; one that is longer than is counted says so: `10 万以上`. */
export function formatTotal(
  list: { total: number; totalIsAtLeast?: boolean } | null | undefined,
  locale: Locale,
): string {
  if (!list?.totalIsAtLeast) return formatNumber(list?.total)
  const isRound = locale !== 'en' && list.total % 1e4 === 0
  const count = isRound ? `${formatNumber(list.total / 1e4)}${NARROW}万` : formatNumber(list.total)
  return locale === 'en' ? `over ${count}` : `${count}以上`
}

/** A number with its unit: `18 cm`. */
export function formatWithUnit(value: number | null | undefined, unit: string, precision = 0): string {
  const number = formatNumber(value, precision)
  if (number === '—' || !unit) return number
  return /^[%‰°℃]/.test(unit) ? `${number}${unit}` : `${number}${NARROW}${unit}`
}

/** Digits after the point that suit a reading nobody gave a precision for. */
export function precisionFor(value: number | null | undefined): number {
  if (value === null || value === undefined) return 0
  const size = Math.abs(value)
  if (Number.isInteger(value) || size >= 100) return 0
  return size >= 1 ? 1 : 2
}

interface ClockParts {
  year: string
  month: string
  day: string
  hour: string
  minute: string
  second: string
  weekday: number
}

function clockParts(time: string | number | Date): ClockParts | null {
  const ms = new Date(time).getTime()
  if (Number.isNaN(ms)) return null
  const china = new Date(ms + CHINA_OFFSET_MS)
  const two = (n: number) => String(n).padStart(2, '0')
  return {
    year: String(china.getUTCFullYear()),
    month: two(china.getUTCMonth() + 1),
    day: two(china.getUTCDate()),
    hour: two(china.getUTCHours()),
    minute: two(china.getUTCMinutes()),
    second: two(china.getUTCSeconds()),
    weekday: china.getUTCDay(),
  }
}

/** `2025-06-01 08:00` on the city’s clock. */
export function formatTime(time: string | number | Date | null | undefined): string {
  const parts = time === null || time === undefined ? null : clockParts(time)
  return parts ? `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}` : '—'
}

/** `08:00:05` on the city’s clock. */
export function formatClock(time: string | number | Date, seconds = true): string {
  const parts = clockParts(time)
  if (!parts) return '—'
  return seconds ? `${parts.hour}:${parts.minute}:${parts.second}` : `${parts.hour}:${parts.minute}`
}

const WEEKDAYS = {
  'zh-CN': ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
} as const

/** `2025年6月1日 星期日`. */
export function formatDay(time: string | number | Date, locale: Locale): string {
  const parts = clockParts(time)
  if (!parts) return '—'
  const weekday = WEEKDAYS[locale][parts.weekday] ?? ''
  return locale === 'en'
    ? `${weekday}, ${parts.year}-${parts.month}-${parts.day}`
    : `${parts.year}年${Number(parts.month)}月${Number(parts.day)}日 ${weekday}`
}

/** How long: `45 分钟`, `2 小时 5 分`, `3 天 4 小时`. */
export function formatDuration(ms: number, locale: Locale): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (locale === 'en') {
    if (days) return `${days} d ${hours % 24} h`
    return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`
  }
  if (days) return hours % 24 ? `${days} 天 ${hours % 24} 小时` : `${days} 天`
  if (hours) return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分` : `${hours} 小时`
  return `${minutes} 分钟`
}

/** `刚刚`, `3 分钟前`, `2 小时前`, then the day itself; times to come read `3 分钟后`. */
export function formatRelative(time: string | number | Date, nowMs: number, locale: Locale): string {
  const ms = new Date(time).getTime()
  if (Number.isNaN(ms)) return '—'
  const gap = nowMs - ms
  const size = Math.abs(gap)
  if (size >= 7 * 86_400_000) return formatTime(time).slice(0, 10)
  if (size < 45_000) return locale === 'en' ? 'just now' : '刚刚'
  const [count, zh, en] =
    size < 3_600_000
      ? [Math.max(1, Math.round(size / 60_000)), '分钟', 'min']
      : size < 86_400_000
        ? [Math.round(size / 3_600_000), '小时', 'h']
        : [Math.round(size / 86_400_000), '天', 'd']
  if (locale === 'en') return gap >= 0 ? `${count} ${en} ago` : `in ${count} ${en}`
  return gap >= 0 ? `${count} ${zh}前` : `${count} ${zh}后`
}

/** Metres as people say them: `850 m`, `2.4 km`. */
export function formatDistance(metres: number): string {
  return metres < 1_000
    ? formatWithUnit(metres, 'm')
    : formatWithUnit(metres / 1_000, 'km', metres < 1e5 ? 2 : 0)
}

/** Square metres as people say them: `5 200 m²`, `1.35 km²`. */
export function formatArea(squareMetres: number): string {
  return squareMetres < 100_000
    ? formatWithUnit(squareMetres, 'm²')
    : formatWithUnit(squareMetres / 1e6, 'km²', 2)
}

const unitSigns: Record<string, string> = {
  m2: 'm²',
  m3: 'm³',
  km2: 'km²',
  har: 'ha',
  'm3/h': 'm³/h',
  'm3/s': 'm³/s',
  'ug/m3': 'μg/m³',
  'mg/m3': 'mg/m³',
  Cel: '℃',
  deg: '°',
  'kW.h': 'kWh',
  '1': '',
}

/** The sign of a UCUM unit code as people write it; counts such as `{lane}` have none. */
export function unitSign(code: string): string {
  return unitSigns[code] ?? (code.startsWith('{') ? '' : code)
}
