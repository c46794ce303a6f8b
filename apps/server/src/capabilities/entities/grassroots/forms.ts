import type { FieldForm, OperationInput, Page, registerFieldForm } from '@civitas/contract'
import type { EntityType } from '@civitas/domain-kit'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { fillingsPerYear, findSource } from './rules.ts'

type FormInput = OperationInput<typeof registerFieldForm>['body']

/** Registers a form: fields a base database has are marked and only shown. */
export async function storeForm(
  db: Queryable,
  types: readonly EntityType[],
  given: FormInput,
  by: string,
  now: Date,
): Promise<string> {
  const id = newId()
  const fields: FieldForm['fields'] = given.fields.map((one) => {
    const source = findSource(types, one.title)
    return { ...one, mode: source ? 'prefilled' : 'asked', source }
  })
  await db.query(sql`INSERT INTO entities.field_form (id, title, department, basis, frequency, divisions, fields, registered_by,
      registered_time)
    VALUES (${id}, ${given.title}, ${given.department}, ${given.basis}, ${given.frequency}, ${given.divisions},
      ${JSON.stringify(fields)}, ${by}, ${now})`)
  return id
}

export async function listForms(
  db: Queryable,
  query: { id?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<FieldForm>> {
  const where: Sql = sql`WHERE TRUE ${query.id ? sql`AND id = ${query.id}` : empty}
    ${query.search ? sql`AND (title ILIKE ${`%${query.search}%`} OR department ILIKE ${`%${query.search}%`})` : empty}`
  const rows =
    await db.query<FieldForm>(sql`SELECT id, title, department, basis, frequency, divisions, fields,
      registered_by AS "registeredBy", registered_time AS "registeredTime"
    FROM entities.field_form ${where} ORDER BY registered_time DESC, id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM entities.field_form ${where}`,
  )
  const items = rows.map((row) => ({
    ...row,
    registeredTime: (row.registeredTime as unknown as Date).toISOString(),
  }))
  return { items, total: count?.n ?? 0 }
}

/** What the forms that apply to a village ask of it. */
export function loadOf(forms: readonly FieldForm[], code: string) {
  const own = forms.filter(
    (form) =>
      form.divisions.length === 0 ||
      form.divisions.some((one) => code.startsWith(one.length === 6 ? one.replace(/(00){1,2}$/, '') : one)),
  )
  const asked = (form: FieldForm) => form.fields.filter((field) => field.mode === 'asked').length
  return {
    forms: own.length,
    askedFields: own.reduce((sum, form) => sum + asked(form), 0),
    savedFields: own.reduce((sum, form) => sum + form.fields.length - asked(form), 0),
    fillingsPerYear: own.reduce((sum, form) => sum + asked(form) * fillingsPerYear[form.frequency], 0),
  }
}
