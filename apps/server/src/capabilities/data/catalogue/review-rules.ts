import type { Dataset, DatasetField, FieldType, ItemState, RevisionChange } from '@civitas/contract'
import type { FieldError } from '../../../kernel/problem.ts'
import type { ClaimRow } from './review-store.ts'

/** What an entry lacks to be submitted: the metadata 编制指南 demands of every resource. */
export function submissionFaults(
  entry: Pick<Dataset, 'abstract' | 'fields' | 'sharing' | 'sharingBasis'>,
): FieldError[] {
  const faults: FieldError[] = []
  if (!entry.abstract.trim()) faults.push({ path: '/body/abstract', message: '请填写资源摘要' })
  if (entry.sharing === 'none' && !entry.sharingBasis?.trim())
    faults.push({ path: '/body/sharingBasis', message: '不予共享须注明法律依据：缺少法律依据' })
  entry.fields.forEach((field, i) => {
    if (!field.title.trim()) faults.push({ path: `/body/fields/${i}/title`, message: '请填写信息项名称' })
  })
  return faults
}

/** 来源状态 of an item in a dataset of an organisation. */
export function itemStateOf(claim: Pick<ClaimRow, 'state' | 'source'>, organisationId: string): ItemState {
  if (claim.state === 'pending') return 'pending'
  if (claim.state === 'decided') return claim.source === organisationId ? 'source' : 'copy'
  return 'sole'
}

export const itemStateNames: Record<ItemState, string> = {
  ...{ sole: '唯一来源', pending: '待定源', source: '数源部门', copy: '取自数源部门' },
}

/** Parts of an entry whose change goes to the bureau once it is published. */
export const reviewedParts = [
  'sharing',
  'sharingBasis',
  'opening',
  'openingBasis',
  'fields',
  'cycle',
] as const

const compared = [
  ...[
    'name',
    'abstract',
    'kind',
    'theme',
    'layer',
    'sharing',
    'sharingBasis',
    'opening',
    'openingBasis',
    'cycle',
  ],
  ...['grade', 'licence', 'organisationName', 'state', 'withdrawnReason'],
]

const shown = (value: unknown) =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)

/** What differs between two revisions, items by name. */
export function differenceOf(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): RevisionChange[] {
  const plain = compared.flatMap((path) => {
    const [a, b] = [shown(before[path]), shown(after[path])]
    return a === b ? [] : [{ path, before: a, after: b }]
  })
  const fieldsOf = (body: Record<string, unknown>) =>
    new Map(((body.fields ?? []) as DatasetField[]).map((field) => [field.name, field]))
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  const names = new Set([...old.keys(), ...now.keys()])
  const items = [...names].flatMap((name) => {
    const [a, b] = [shown(old.get(name)), shown(now.get(name))]
    return a === b ? [] : [{ path: `fields/${name}`, before: a, after: b }]
  })
  return [...plain, ...items]
}

const sqlTypes: ReadonlyArray<readonly [RegExp, FieldType]> = [
  [/^(small|big|tiny|medium)?int|^serial|^bigserial/i, 'integer'],
  [/^(numeric|decimal|real|double|float|money)/i, 'number'],
  [/^bool|^bit\(1\)/i, 'boolean'],
  [/^(timestamp|datetime)/i, 'time'],
  [/^date/i, 'date'],
  [/^(geometry|geography|point|polygon)/i, 'geometry'],
]

/** What a type of PostgreSQL or MySQL is in the catalogue. */
export function fieldTypeOf(sqlType: string): FieldType {
  return sqlTypes.find(([pattern]) => pattern.test(sqlType.trim()))?.[1] ?? 'text'
}
