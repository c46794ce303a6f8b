/**
 * The only place of colours, spacing and type sizes. Everything else reads the CSS variables made from here,
 * or these objects where a canvas needs the colour itself (charts, map).
 */

export type ThemeName = 'light' | 'dark'

/** Warning levels of the national scale, lowest first. */
export const levels = ['blue', 'yellow', 'orange', 'red'] as const
export type Level = (typeof levels)[number]

/** Colours of one theme. Text on `bg`, `surface` and `raised` meets WCAG AA; `faint` is for marks, never for text. */
export interface Palette {
  bg: string
  surface: string
  raised: string
  line: string
  lineStrong: string
  text: string
  muted: string
  faint: string
  accent: string
  accentSoft: string
  onAccent: string
  good: string
  bad: string
  badSoft: string
  focus: string
  shade: string
  /** Fill of a warning level; `onLevel` is the text upon it and `levelText` the level’s colour as text on a surface. */
  level: Record<Level, string>
  onLevel: Record<Level, string>
  levelText: Record<Level, string>
  levelSoft: Record<Level, string>
  /** At most seven series, told apart by colour-blind readers too. */
  series: readonly string[]
  map: MapPalette
}

/** The quiet base of a map: two greys, water and green. */
export interface MapPalette {
  land: string
  built: string
  water: string
  green: string
  road: string
  roadMajor: string
  roadCasing: string
  /** Roads seen from afar, where they have no casing. */
  roadFar: string
  rail: string
  building: string
  buildingTop: string
  border: string
  label: string
  labelQuiet: string
  halo: string
}

const light: Palette = {
  bg: '#f4f6f7',
  surface: '#ffffff',
  raised: '#ffffff',
  line: '#dde3e7',
  lineStrong: '#b9c3cb',
  text: '#17212b',
  muted: '#53616e',
  faint: '#94a1ad',
  accent: '#0b6e69',
  accentSoft: '#e0f1ef',
  onAccent: '#ffffff',
  good: '#1d7a3f',
  bad: '#b3261e',
  badSoft: '#fdecea',
  focus: '#0b6e69',
  shade: 'rgba(16, 26, 36, 0.45)',
  level: { blue: '#2f6fd6', yellow: '#f2c230', orange: '#e8791b', red: '#d1251f' },
  onLevel: { blue: '#ffffff', yellow: '#2b2200', orange: '#231000', red: '#ffffff' },
  levelText: { blue: '#2158b3', yellow: '#7a5b00', orange: '#a34c00', red: '#b3261e' },
  levelSoft: { blue: '#e8f0fc', yellow: '#fdf6dc', orange: '#fdeedd', red: '#fdecea' },
  series: ['#0b6e69', '#b45309', '#3659b5', '#a23b72', '#6b7a0f', '#5b6775', '#b3412e'],
  map: {
    land: '#e6eaea',
    built: '#f0f2f2',
    water: '#bcd7e3',
    green: '#d8e8d5',
    road: '#ffffff',
    roadMajor: '#ffffff',
    roadCasing: '#c9d1d6',
    roadFar: '#c2cbd1',
    rail: '#a9b3ba',
    building: '#d5dbde',
    buildingTop: '#c3ccd1',
    border: '#8f9ba5',
    label: '#33414d',
    labelQuiet: '#5c6a76',
    halo: '#f8fafa',
  },
}

const dark: Palette = {
  bg: '#0a1016',
  surface: '#101820',
  raised: '#17212b',
  line: '#22303c',
  lineStrong: '#3a4b5a',
  text: '#ecf2f6',
  muted: '#a2b2c0',
  faint: '#5f7182',
  accent: '#54c8ba',
  accentSoft: '#12322f',
  onAccent: '#04211e',
  good: '#62cf8b',
  bad: '#ff7a70',
  badSoft: '#361719',
  focus: '#54c8ba',
  shade: 'rgba(2, 6, 10, 0.6)',
  level: { blue: '#3f86f2', yellow: '#f5cd45', orange: '#f48a2a', red: '#ef3f37' },
  onLevel: { blue: '#020a18', yellow: '#2b2200', orange: '#231000', red: '#1c0000' },
  levelText: { blue: '#84b4ff', yellow: '#f5cd45', orange: '#ffa352', red: '#ff857d' },
  levelSoft: { blue: '#11233d', yellow: '#2f2a12', orange: '#33210f', red: '#371616' },
  series: ['#54c8ba', '#eea54d', '#8fb4ff', '#dd93ba', '#c5cf6a', '#9fb0c0', '#ec8a72'],
  map: {
    land: '#0b1218',
    built: '#131d26',
    water: '#1f4d6e',
    green: '#18362f',
    road: '#2d3d4a',
    roadMajor: '#54697a',
    roadCasing: '#0b1117',
    roadFar: '#44586a',
    rail: '#45566a',
    building: '#263744',
    buildingTop: '#5b7487',
    border: '#6f8a9e',
    label: '#e3ecf3',
    labelQuiet: '#9db0bf',
    halo: '#0a1016',
  },
}

export const palettes: Record<ThemeName, Palette> = { light, dark }

/** Spacing in steps of 4 px at the usual root size: `space[3]` is 12 px. */
export const space = [
  '0',
  '0.25rem',
  '0.5rem',
  '0.75rem',
  '1rem',
  '1.25rem',
  '1.5rem',
  '1.75rem',
  '2rem',
] as const

/** The five type sizes of the product; a page uses at most three. */
export const typeSizes = ['0.75rem', '0.875rem', '1.125rem', '1.75rem', '2.75rem'] as const

export const fonts = {
  text: "'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Source Han Sans SC', 'Noto Sans CJK SC', 'Noto Sans SC', system-ui, sans-serif",
  mono: "'SF Mono', 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace",
} as const

/** Families a map canvas draws its labels with; no glyph server is needed (the style has no `glyphs`). */
export const mapFonts = {
  regular: ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC'],
  bold: ['PingFang SC Semibold', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC'],
} as const

export const radius = '0.375rem'

/** A theme as CSS variables: `--bg`, `--text`, `--level-red`, `--s3`, `--t2` … */
export function themeVariables(name: ThemeName): Record<string, string> {
  const palette = palettes[name]
  const variables: Record<string, string> = { '--radius': radius, '--font': fonts.text, '--mono': fonts.mono }
  for (const key of plainColours) variables[`--${toKebab(key)}`] = palette[key]
  for (const level of levels) {
    variables[`--level-${level}`] = palette.level[level]
    variables[`--on-level-${level}`] = palette.onLevel[level]
    variables[`--level-text-${level}`] = palette.levelText[level]
    variables[`--level-soft-${level}`] = palette.levelSoft[level]
  }
  space.forEach((size, index) => {
    variables[`--s${index}`] = size
  })
  typeSizes.forEach((size, index) => {
    variables[`--t${index + 1}`] = size
  })
  return variables
}

const plainColours = [
  'bg',
  'surface',
  'raised',
  'line',
  'lineStrong',
  'text',
  'muted',
  'faint',
  'accent',
  'accentSoft',
  'onAccent',
  'good',
  'bad',
  'badSoft',
  'focus',
  'shade',
] as const

function toKebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
