import { getLicenceFigures, type LicenceTypeView, listLicenceTypes, saveLicenceType } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import type { DialogField } from '../parts/form-dialog.tsx'
import { Facts } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { papersTexts } from './papers.texts.ts'
import { morePapersTexts } from './papers-more.texts.ts'

interface TypeValues {
  id?: string
  code?: string
  title: string
  holder: LicenceTypeView['holder']
  level: LicenceTypeView['level']
  issuer: string
  basis: string
  validMonths?: number | null
  template: LicenceTypeView['template']
  annualCheck?: boolean
  copies?: boolean
  lines: string
}

/** 证照目录: kinds of licences, the fields of their face and their template; who may, writes them. */
export function LicenceCatalogue() {
  const { licences: texts, basis } = useTexts(papersTexts)
  const { types: more } = useTexts(morePapersTexts)
  const may = useMay()
  const writes = may('services.licences')
  const fields = useTypeFields()
  const id: DialogField = {
    ...{ kind: 'code', name: 'id', label: more.id, required: true, maxLength: 80, extra: more.idRule },
    pattern: { is: /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, else: more.idRule },
  }
  return (
    <RecordList<LicenceTypeView>
      label={texts.type}
      operation={listLicenceTypes}
      rowKey={(one) => one.id}
      name={(one) => one.title}
      columns={[
        { title: texts.code, render: (_, one) => <span className="code">{one.code}</span> },
        { title: texts.issuer, dataIndex: 'issuer' },
        { title: texts.holders, render: (_, one) => texts.kinds[one.holder] },
        { title: texts.months, align: 'right', render: (_, one) => one.validMonths ?? '—' },
        { title: texts.inForce, align: 'right', dataIndex: 'valid' },
        { title: texts.uses, align: 'right', dataIndex: 'uses' },
      ]}
      facts={(one) => [
        { label: more.id, value: <span className="code">{one.id}</span> },
        { label: texts.code, value: <span className="code">{one.code}</span> },
        { label: texts.issuer, value: one.issuer },
        { label: more.level, value: more.levels[one.level] },
        { label: texts.holders, value: texts.kinds[one.holder] },
        { label: more.template, value: more.templates[one.template] },
        { label: texts.months, value: one.validMonths ?? '—' },
        { label: more.version, value: one.version },
        { label: basis, value: one.basis, whole: true },
        {
          label: more.fieldList,
          value: one.fields
            .map(
              (field) =>
                `${field.title}（${more.kinds[field.kind]}，${field.required ? more.required : more.optional}）`,
            )
            .join('、'),
          whole: true,
        },
      ]}
      acts={[
        {
          label: more.edit,
          when: () => writes,
          fields,
          first: (one) => ({ ...one, lines: one.fields.map(toLine).join('\n') }),
          run: (one, values: TypeValues) => save({ ...values, id: one.id }),
        },
      ]}
      create={
        writes
          ? {
              label: more.write,
              fields: [id, ...fields],
              first: { holder: 'both', level: 'city', template: 'permit' },
              run: save,
            }
          : undefined
      }
      empty={more.none}
    />
  )
}

function useTypeFields(): DialogField[] {
  const { licences: texts, basis } = useTexts(papersTexts)
  const { types: more } = useTexts(morePapersTexts)
  const choice = (name: string, label: string, words: Record<string, string>): DialogField => ({
    ...{ kind: 'choice', name, label, required: true, options: toChoices(words) },
  })
  return [
    { kind: 'text', name: 'title', label: texts.type, required: true, maxLength: 60 },
    { kind: 'code', name: 'code', label: more.code, maxLength: 21 },
    choice('holder', texts.holders, texts.kinds),
    choice('level', more.level, more.levels),
    { kind: 'text', name: 'issuer', label: texts.issuer, required: true, maxLength: 60 },
    { kind: 'text', name: 'basis', label: basis, required: true, maxLength: 200 },
    { kind: 'number', name: 'validMonths', label: texts.months, min: 1, max: 1200, precision: 0 },
    choice('template', more.template, more.templates),
    {
      ...{ kind: 'area', name: 'lines', label: more.fields, required: true, rows: 6, maxLength: 8000 },
      check: (value) => {
        const read = readFields(String(value ?? ''))
        return typeof read === 'number' ? more.badLine(read) : null
      },
    },
    { kind: 'tick', name: 'annualCheck', label: more.annual },
    { kind: 'tick', name: 'copies', label: more.copies },
  ]
}

type Field = LicenceTypeView['fields'][number]

const toLine = (field: Field) => `${field.id},${field.title},${field.kind}${field.required ? ',*' : ''}`

function readFields(text: string): Field[] | number {
  const fields: Field[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (!line.trim()) continue
    const [id, title, kind, need] = line.split(/[,，]/).map((part) => part.trim())
    if (!id || !title || (kind !== 'text' && kind !== 'date' && kind !== 'number')) return at + 1
    if (need && need !== '*') return at + 1
    fields.push({ id, title, kind, required: need === '*' })
  }
  return fields
}

function save(values: TypeValues) {
  const read = readFields(values.lines)
  const { title, holder, level, issuer, basis, template, code, validMonths } = values
  return client.call(saveLicenceType, {
    params: { id: values.id ?? '' },
    body: {
      ...{ title, holder, level, issuer, basis, template, validMonths: validMonths ?? null },
      ...(code ? { code } : {}),
      ...{ annualCheck: values.annualCheck ?? false, copies: values.copies ?? false },
      fields: Array.isArray(read) ? read : [],
    },
  })
}

/** 覆盖与使用 of licences. */
export function LicenceFigures() {
  const { figures: texts } = useTexts(morePapersTexts)
  const read = useRead(getLicenceFigures, {})
  const one = read.data
  if (!one) return <ProblemNote error={read.error} />
  return (
    <Facts
      facts={[
        { label: texts.types, value: one.types },
        { label: texts.typesIssued, value: one.typesIssued },
        { label: texts.licences, value: one.licences },
        { label: texts.applications, value: one.applicationsIssued },
        { label: texts.uses, value: one.uses },
        { label: texts.saved, value: one.materialsSaved },
        { label: texts.units, value: one.units },
      ]}
    />
  )
}
