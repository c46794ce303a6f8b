/** One target of a plan in one year; `year` 0 when the plan gives none. */
export interface TargetLine {
  code: string
  plan: string
  title: string
  titleEn: string
  unit: string
  area: string
  direction: string
  year: number
  targetText: string
  target: number | null
  owner: string
  source: string
  position: number
}

/** Columns of `indicators.tsv`, in order. */
export const targetColumns = [
  ...(['code', 'name_zh', 'name_en', 'unit', 'area', 'direction'] as const),
  ...(['target_2022', 'target_2023', 'target_2025', 'source'] as const),
] as const

export interface TsvFault {
  line: number
  message: string
}

/** Reads the whole file; every wrong line is named. A line without a year becomes one undated target. */
export function parseTargets(tsv: string): { lines: TargetLine[]; rows: number; faults: TsvFault[] } {
  const [head = '', ...rows] = tsv.replace(/^\uFEFF/, '').split(/\r?\n/)
  const faults: TsvFault[] = []
  if (head.split('\t').join() !== targetColumns.join())
    return { lines: [], rows: 0, faults: [{ line: 1, message: `表头应为 ${targetColumns.join('、')}` }] }
  const lines: TargetLine[] = []
  const seen = new Set<string>()
  let count = 0
  for (const [i, row] of rows.entries()) {
    if (row.trim() === '') continue
    const cells = row.split('\t')
    const [code = '', title = ''] = cells
    const plan = planOf(cells[9] ?? '')
    if (cells.length !== targetColumns.length || !code || !title)
      faults.push({ line: i + 2, message: `应有 ${targetColumns.length} 列，且编码和名称不为空` })
    else if (seen.has(`${code}/${plan}`)) faults.push({ line: i + 2, message: `${code} 在 ${plan} 中重复` })
    else lines.push(...toLines(cells, i))
    seen.add(`${code}/${plan}`)
    count += 1
  }
  return { lines, rows: count, faults }
}

/** The plan is the first part of the source: `Changzhou 2021; table #1`. */
function planOf(source: string): string {
  return source.split(';')[0]?.trim() ?? ''
}

function toLines(cells: string[], position: number): TargetLine[] {
  const [code = '', title = '', titleEn = '', unit = '', area = '', direction = '', ...rest] = cells
  const source = rest[3] ?? ''
  const dated = [2022, 2023, 2025].flatMap((year, i) => (rest[i] ? [{ year, text: rest[i] as string }] : []))
  const named = [...source.matchAll(/target_(\d{4}|undated)=([^;]+)/g)].map((found) => ({
    year: found[1] === 'undated' ? 0 : Number(found[1]),
    text: (found[2] ?? '').trim(),
  }))
  const all = [...dated, ...named]
  const owner = /owner ([^;]+)/.exec(source)?.[1]?.trim() ?? ''
  const common = {
    code,
    plan: planOf(source),
    title,
    titleEn,
    unit,
    area,
    direction,
    owner,
    source,
    position,
  }
  if (all.length === 0) return [{ ...common, year: 0, targetText: '', target: null }]
  return all.map(({ year, text }) => ({ ...common, year, targetText: text, target: numberOf(text) }))
}

function numberOf(text: string): number | null {
  const found = /-?\d+(\.\d+)?/.exec(text.replace(/,/g, ''))
  return found ? Number(found[0]) : null
}

/** The file again, a line for each code and plan in their first order. */
export function formatTargets(lines: readonly TargetLine[]): string {
  const rows = new Map<string, TargetLine[]>()
  for (const line of lines) {
    const key = `${line.code}/${line.plan}`
    rows.set(key, [...(rows.get(key) ?? []), line])
  }
  const text = [...rows.values()].map((list) => {
    const [first] = list as [TargetLine]
    const at = (year: number) =>
      list.find((one) => one.year === year && !first.source.includes(`target_${year}=`))?.targetText ?? ''
    const { code, title, titleEn, unit, area, direction, source } = first
    return [code, title, titleEn, unit, area, direction, at(2022), at(2023), at(2025), source].join('\t')
  })
  return `${[targetColumns.join('\t'), ...text].join('\n')}\n`
}
