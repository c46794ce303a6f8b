import {
  changeLicence,
  checkLicenceYear,
  copyLicence,
  downloadLicencePackage,
  downloadLicencePdf,
  issueLicenceNow,
  type Licence,
  type LicenceState,
  type LicenceTypeView,
  listLicences,
  listLicenceTypes,
  moveLicence,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { type RecordAct, RecordList } from '../registers/record-list.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { papersTexts } from './papers.texts.ts'
import { morePapersTexts } from './papers-more.texts.ts'
import { saveJson } from './save-file.ts'

type Move = 'valid' | 'suspended' | 'revoked' | 'withdrawn' | 'cancelled' | 'archived'

/** From which states a licence may be moved to another. */
const origins: Record<Move, LicenceState[]> = {
  valid: ['suspended'],
  suspended: ['valid'],
  revoked: ['valid', 'suspended'],
  withdrawn: ['valid', 'suspended'],
  cancelled: ['valid', 'suspended'],
  archived: ['revoked', 'expired'],
}

/** 已制发的证照: issue, change, copy, check, move. */
export function LicenceList() {
  const { licences: texts, ...all } = useTexts(papersTexts)
  const { licence: more } = useTexts(morePapersTexts)
  const [isIssuing, setIssuing] = useState(false)
  const types = useRead(listLicenceTypes, { query: { limit: 200 } })
  const typeOf = (one: Licence) => types.data?.items.find((each) => each.id === one.typeId)
  return (
    <>
      <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setIssuing(true)}>
        {texts.issue}
      </Button>
      <RecordList<Licence>
        label={texts.number}
        operation={listLicences}
        states={texts.states}
        rowKey={(one) => one.id}
        name={(one) => one.number}
        columns={[
          { title: texts.type, dataIndex: 'typeTitle' },
          { title: texts.holder, dataIndex: 'holderName' },
          {
            title: texts.validity,
            render: (_, one) => `${one.validFrom} — ${one.validUntil ?? texts.forever}`,
          },
          { title: all.state, render: (_, one) => <LicenceTag one={one} /> },
        ]}
        facts={(one) => [
          { label: texts.type, value: one.typeTitle },
          { label: texts.holder, value: one.holderName },
          { label: more.identifier, value: <span className="code">{one.identifier}</span>, whole: true },
          { label: more.version, value: more.version1(one.version) },
          { label: more.trust, value: more.trusts[one.trust] },
          { label: all.state, value: <LicenceTag one={one} /> },
          { label: more.stateReason, value: one.stateReason ?? '—' },
          { label: texts.validity, value: `${one.validFrom} — ${one.validUntil ?? texts.forever}` },
          { label: more.checked, value: one.checkedYear ?? '—' },
          { label: more.issuer, value: one.issuerName },
          { label: more.issued, value: formatTime(one.issuedTime) },
          ...one.fields.map((field) => ({ label: field.title, value: field.value || '—' })),
        ]}
        acts={useActs(typeOf)}
        more={(one) => <Files one={one} />}
        empty={{ title: more.noHolder, why: more.noHolderWhy }}
      />
      {isIssuing ? <IssueDialog types={types.data?.items ?? []} onClose={() => setIssuing(false)} /> : null}
    </>
  )
}

function LicenceTag({ one }: { one: Licence }) {
  const { licences: texts } = useTexts(papersTexts)
  return <StateTag tone={one.state === 'valid' ? undefined : 'over'}>{texts.states[one.state]}</StateTag>
}

function useActs(typeOf: (one: Licence) => LicenceTypeView | undefined): RecordAct<Licence>[] {
  const { licences: texts, ...all } = useTexts(papersTexts)
  const { licence: more } = useTexts(morePapersTexts)
  const inForce = (one: Licence) => one.state === 'valid' && one.copyOf === null
  const reason: DialogField = {
    kind: 'area',
    name: 'reason',
    label: all.reason,
    required: true,
    maxLength: 500,
  }
  const basis: DialogField = { kind: 'text', name: 'basis', label: all.basis, required: true, maxLength: 300 }
  const move = (to: Move): RecordAct<Licence> => ({
    label: texts.acts[to],
    danger: to !== 'valid' && to !== 'archived',
    when: (one) => origins[to].includes(one.state),
    fields: [reason, basis],
    run: (one, values: { reason: string; basis: string }) =>
      client.call(moveLicence, { params: { id: one.id }, body: { to, ...values } }),
  })
  return [
    {
      label: more.change,
      when: inForce,
      fields: [
        { kind: 'area', name: 'lines', label: texts.fields, rows: 8, required: true },
        { kind: 'day', name: 'validUntil', label: more.until },
        reason,
      ],
      first: (one) => ({ lines: one.fields.map((field) => `${field.id}=${field.value}`).join('\n') }),
      run: (one, { lines, ...rest }: { lines: string; reason: string; validUntil?: string }) =>
        client.call(changeLicence, {
          params: { id: one.id },
          body: { ...rest, fields: Object.fromEntries(readLines(lines)) },
        }),
    },
    {
      label: more.copy,
      when: (one) => inForce(one) && Boolean(typeOf(one)?.copies),
      fields: [],
      run: (one) => client.call(copyLicence, { params: { id: one.id } }),
    },
    {
      label: more.check,
      when: (one) => inForce(one) && Boolean(typeOf(one)?.annualCheck),
      fields: [
        {
          kind: 'number',
          name: 'year',
          label: more.year,
          required: true,
          min: 2000,
          max: 2100,
          precision: 0,
        },
        { kind: 'verdict', name: 'passed', label: more.verdict, yes: more.passed, no: more.failed },
        { kind: 'text', name: 'note', label: more.note, required: true, maxLength: 300 },
      ],
      first: { year: new Date().getFullYear() },
      run: (one, values: { year: number; passed: boolean; note: string }) =>
        client.call(checkLicenceYear, { params: { id: one.id }, body: values }),
    },
    ...(Object.keys(origins) as Move[]).map(move),
  ]
}

/** `field=value` lines as pairs. */
function readLines(text: string): [string, string][] {
  return text.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf('=')
    return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()]] : []
  })
}

function Files({ one }: { one: Licence }) {
  const { licence: texts } = useTexts(morePapersTexts)
  const params = { id: one.id }
  const open = async () => {
    const file = await client.call(downloadLicencePdf, { params, query: {} })
    window.open(URL.createObjectURL(new Blob([file as BlobPart], { type: 'application/pdf' })))
  }
  const save = async () =>
    saveJson(`${one.number}.licence.json`, await client.call(downloadLicencePackage, { params }))
  return (
    <p>
      <Button onClick={() => void open()}>{texts.pdf}</Button>{' '}
      <Button onClick={() => void save()}>{texts.data}</Button>
    </p>
  )
}

interface IssueValues extends Record<string, unknown> {
  typeId: string
  holderKind: 'person' | 'organisation'
  holderName: string
  holderNumber: string
}

/** Issues a licence; once its type is chosen, the fields of its face are asked for. */
function IssueDialog({ types, onClose }: { types: readonly LicenceTypeView[]; onClose: () => void }) {
  const { licences: texts } = useTexts(papersTexts)
  const { types: more } = useTexts(morePapersTexts)
  const [typeId, setType] = useState<string>()
  const type = types.find((one) => one.id === typeId)
  // Name and code of the holder stand in every licence and are not asked for twice.
  const own = (type?.fields ?? []).filter((field) => field.id !== 'name' && field.id !== 'code')
  const { person, organisation } = texts.kinds
  return (
    <FormDialog<IssueValues>
      title={texts.issue}
      onChange={(values) => setType(values.typeId)}
      fields={[
        {
          ...{ name: 'typeId', label: texts.type, kind: 'choice', required: true },
          options: types.map((one) => ({ value: one.id, label: one.title })),
        },
        {
          ...{ name: 'holderKind', label: texts.kind, kind: 'choice', required: true },
          options: toChoices({ person, organisation }),
        },
        { name: 'holderName', label: texts.holder, kind: 'text', required: true, maxLength: 100 },
        { name: 'holderNumber', label: texts.holderNumber, kind: 'code', required: true, maxLength: 18 },
        ...own.map(
          (field): DialogField => ({
            ...{ name: `field.${field.id}`, label: field.title, required: field.required, kind: 'text' },
            ...(field.kind === 'text' ? { maxLength: 500 } : { extra: more.kinds[field.kind] }),
          }),
        ),
      ]}
      act={async (values) => {
        const { typeId: chosen, holderKind, holderName, holderNumber } = values
        const fields = own.flatMap((field) => {
          const value = values[`field.${field.id}`]
          return value ? [[field.id, value]] : []
        })
        await client.call(issueLicenceNow, {
          body: {
            ...{ typeId: chosen, holderKind, holderName, holderNumber },
            fields: Object.fromEntries(fields),
          },
        })
        refresh(listLicences)
      }}
      onClose={onClose}
    />
  )
}
