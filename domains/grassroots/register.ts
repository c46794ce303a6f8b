import {
  attributes,
  type EntityType,
  type Field,
  integerField,
  type LocalText,
  readAnnotations,
  text,
  textField,
} from '@civitas/domain-kit'

interface Given
  extends Partial<Pick<EntityType, 'geometry' | 'permissions' | 'classification' | 'relations'>> {
  id: string
  title: LocalText
  description: LocalText
  fields: Record<string, Field>
  icon: string
  /** Attributes shown in lists; the first four choices and days unless said. */
  columns?: readonly string[]
}

/** Fields many ledgers have. */
export const leader = textField(text('负责人', 'Head'))
export const phone = textField(text('联系电话', 'Telephone'), { maxLength: 30 })
export const people = (zh: string, en: string) => integerField(text(zh, en), '{person}', { minimum: 0 })

const colour = '#8c6bb1'
/** People in care: only for those on duty for them, by the permission to personal data. */
export const inCare = { classification: 4, permissions: { read: ['entities.personal'] } } as const

/** A ledger of the comprehensive-governance system, in the shape all of them have. */
export function ledger({ fields, columns, ...given }: Given): EntityType {
  const short = Object.entries(fields)
    .filter(([, field]) => readAnnotations(field).widget !== 'long-text')
    .map(([name]) => name)
  const texts = Object.entries(fields)
    .filter(([, field]) => readAnnotations(field).widget === 'text')
    .map(([name]) => name)
  return {
    ...{ geometry: 'Point', classification: 2, color: colour },
    ...given,
    schema: attributes(fields),
    reference: { description: { zh: '台账编号', en: 'Number in the ledger' } },
    searchFields: texts.slice(0, 3),
    listColumns: columns ?? short.slice(0, 4),
  }
}
