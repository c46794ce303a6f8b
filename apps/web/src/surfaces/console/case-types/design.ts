import type { CaseTypeContent, DesignField, DesignForm, DesignTask } from '@civitas/sdk'

export type FieldKind =
  | 'text'
  | 'long-text'
  | 'number'
  | 'integer'
  | 'choice'
  | 'switch'
  | 'date'
  | 'date-time'

/** A field as the designer edits it; `kept` is what the designer has no control for. */
export interface FieldRow {
  name: string
  zh: string
  en?: string
  kind: FieldKind
  required?: boolean
  unit?: string
  minimum?: number | null
  maximum?: number | null
  /** A line each: `value=name`. */
  choices?: string
  help?: string
  kept?: Partial<DesignField>
}

type Written<T extends { form: DesignForm }> = Omit<T, 'form'> & { fields: FieldRow[] }
export type WrittenTask = Written<DesignTask>
type Stage = CaseTypeContent['stages'][number]
export type WrittenStage = Omit<Stage, 'tasks'> & { tasks: WrittenTask[] }
type Check = NonNullable<CaseTypeContent['check']>

/** A case type as its form holds it: forms are lists of fields, a check is there or not. */
export type WrittenType = Omit<CaseTypeContent, 'stages' | 'check'> & {
  stages: WrittenStage[]
  check?: Written<Check>
  checks: boolean
}

export function toRows({ properties, required = [] }: DesignForm): FieldRow[] {
  return Object.entries(properties).map(([name, field]) => {
    const { type, label, widget, unit, minimum, maximum, choices, help, enum: _, ...kept } = field
    return {
      ...{ name, zh: label.zh, en: label.en, kind: kindOf(type, widget), required: required.includes(name) },
      ...{ unit, minimum, maximum, help: help?.zh, kept: { ...kept } },
      choices: choices?.map((one) => `${one.value}=${one.title.zh}`).join('\n'),
    }
  })
}

function kindOf(type: DesignField['type'], widget: DesignField['widget']): FieldKind {
  if (type === 'boolean') return 'switch'
  if (type === 'integer') return 'integer'
  if (type === 'number') return 'number'
  return widget === 'long-text' || widget === 'choice' || widget === 'date' || widget === 'date-time'
    ? widget
    : 'text'
}

export function toForm(rows: readonly FieldRow[] = []): DesignForm {
  const named = rows.filter((row) => row?.name)
  return {
    ...{ type: 'object' as const, additionalProperties: false as const },
    required: named.filter((row) => row.required).map((row) => row.name),
    properties: Object.fromEntries(named.map((row) => [row.name, toField(row)])),
  }
}

const typeOf: Readonly<Record<FieldKind, DesignField['type']>> = {
  ...{ text: 'string', 'long-text': 'string', choice: 'string', date: 'string', 'date-time': 'string' },
  ...{ number: 'number', integer: 'integer', switch: 'boolean' },
}

function toField(row: FieldRow): DesignField {
  const isNumber = row.kind === 'number' || row.kind === 'integer'
  const isDay = row.kind === 'date' || row.kind === 'date-time'
  const choices = row.kind === 'choice' ? toChoices(row.choices ?? '') : undefined
  return tidy({
    ...row.kept,
    title: row.zh,
    type: typeOf[row.kind],
    label: words(row.zh, row.en),
    widget: isNumber ? 'number' : row.kind,
    help: row.help ? words(row.help) : undefined,
    unit: isNumber ? (row.unit ?? '1') : undefined,
    minimum: isNumber ? (row.minimum ?? undefined) : undefined,
    maximum: isNumber ? (row.maximum ?? undefined) : undefined,
    format: isDay ? row.kind : undefined,
    enum: choices?.map((one) => one.value),
    choices,
  }) as DesignField
}

/** `a=甲` is the value a, named 甲; a line without a value is its own. */
function toChoices(lines: string) {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const at = line.indexOf('=')
      const [value, name] = at < 0 ? [line, line] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
      return { value, title: words(name) }
    })
}

/** The text in both languages; Chinese stands in where nothing else is written. */
export function words(zh: string | undefined, en?: string) {
  return { zh: zh ?? '', en: en?.trim() ? en : (zh ?? '') }
}

export function toWritten(content: CaseTypeContent): WrittenType {
  const { stages, check, ...rest } = content
  return {
    ...rest,
    stages: stages.map((stage) => ({ ...stage, tasks: stage.tasks.map(writtenTask) })),
    checks: check !== undefined,
    ...(check ? { check: writtenTask(check) } : {}),
  }
}

function writtenTask<T extends { form: DesignForm }>({ form, ...rest }: T): Written<T> {
  return { ...rest, fields: toRows(form) }
}

/** The content as it is sent: English missing is filled in, what is empty and may be left out is. */
export function toContent({ checks, check, stages, ...rest }: WrittenType): CaseTypeContent {
  return tidy({
    ...rest,
    stages: stages.map((stage) => ({ ...stage, tasks: (stage.tasks ?? []).map(contentTask) })),
    check: checks && check ? { ...contentTask(check), notSamePerson: true } : undefined,
  }) as CaseTypeContent
}

function contentTask<T extends { fields: FieldRow[] }>({ fields, ...rest }: T) {
  return {
    ...rest,
    instructions: (rest as { instructions?: unknown }).instructions ?? {},
    form: toForm(fields),
  }
}

const mayBeMissing = new Set([
  ...['description', 'when', 'after', 'receiptLimit', 'unitFrom', 'photoWithin_m', 'unit', 'help', 'classes'],
  ...['covers', 'assistants', 'vote', 'opensFor', 'dutyItems', 'minimum', 'maximum', 'format', 'choices'],
])

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy)
  if (typeof value !== 'object' || value === null) return value
  const object = value as Record<string, unknown>
  const isText = Object.keys(object).every((key) => key === 'zh' || key === 'en')
  if (isText) return words(object.zh as string | undefined, object.en as string | undefined)
  const entries = Object.entries(object).flatMap(([name, one]) => {
    if (one === undefined || (mayBeMissing.has(name) && isEmpty(one))) return []
    return [[name, tidy(one)]]
  })
  return Object.fromEntries(entries)
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value !== 'object') return false
  const parts = Object.values(value as object)
  return parts.length === 0 || parts.some((part) => part === undefined || part === null || part === '')
}

/** What a new type begins with: one stage that leads to the end. */
export function blankContent(
  title: string,
  numberPrefix: string,
  first: string,
  done: string,
): CaseTypeContent {
  return {
    ...{
      title: words(title),
      numberPrefix,
      limit: { days: 5, clock: 'working-day' },
      escalation: [],
      appraisal: [],
    },
    stages: [
      {
        id: 'handle',
        title: words(first),
        tasks: [],
        exits: [{ id: 'done', title: words(done), to: 'closed' }],
      },
    ],
  }
}

/** The stage a fault belongs to, or the tab it is mended on. */
export function placeOf(path: string): { tab: 'stages' | 'basics' | 'check' | 'rules'; stage?: number } {
  const [first, second] = path.split('/').filter(Boolean)
  if (first === 'stages') return { tab: 'stages', stage: second === undefined ? 0 : Number(second) }
  if (first === 'check') return { tab: 'check' }
  return {
    tab: ['escalation', 'appraisal', 'opensFor', 'dutyItems'].includes(first ?? '') ? 'rules' : 'basics',
  }
}
