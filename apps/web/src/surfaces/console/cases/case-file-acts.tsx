import { type Case, classifyCase, getCase, listCaseClasses, listCases, mergeCases } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { caseDeskTexts } from './case-desk.texts.ts'
import { registerCaseTexts } from './register-case.texts.ts'

interface CaseDialogProps {
  one: Case
  onClose: () => void
}

/** 并案: the same trouble was filed twice; what is merged in can be taken out again. */
export function MergeCase({ one, onClose }: CaseDialogProps) {
  const texts = useTexts(caseDeskTexts)
  return (
    <FormDialog<{ duplicateId: string; reason: string }>
      title={texts.merge}
      why={texts.mergeWhy(one.reference)}
      fields={[
        {
          ...{ name: 'duplicateId', label: texts.duplicate, kind: 'custom', required: true },
          control: <CaseSelect not={one.id} />,
        },
        { name: 'reason', label: texts.reason, kind: 'area', required: true },
      ]}
      act={async (body) => {
        await client.call(mergeCases, { params: { id: one.id }, body: { ...body, version: one.version } })
        refresh(getCase, listCases)
      }}
      onClose={onClose}
    />
  )
}

interface CaseSelectProps {
  not: string
  id?: string
  value?: string
  onChange?: (id: string | undefined) => void
}

/** Chooses an open case by number or words, searched on the server. */
function CaseSelect({ not, id, value, onChange }: CaseSelectProps) {
  const texts = useTexts(caseDeskTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listCases,
    { query: { state: 'open', limit: 20, ...(words ? { search: words } : {}) } },
    { keepPrevious: true },
  )
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={texts.caseHint}
      loading={read.isFetching}
      value={value}
      options={(read.data?.items ?? [])
        .filter((one) => one.id !== not)
        .map((one) => ({ value: one.id, label: `${one.reference} ${one.title}` }))}
      onChange={onChange}
    />
  )
}

/** 定小类: by which the case is counted, limited and sent. */
export function ClassifyCase({ one, onClose }: CaseDialogProps) {
  const texts = useTexts(caseDeskTexts)
  const own = useTexts(registerCaseTexts)
  const pick = usePick()
  const classes = useRead(listCaseClasses, { query: { type: one.type } }, { staleMs: 600_000 })
  return (
    <FormDialog<{ classCode: string; partCode?: string }>
      title={texts.classify}
      first={{
        ...(one.classCode ? { classCode: one.classCode } : {}),
        ...(one.partCode ? { partCode: one.partCode } : {}),
      }}
      fields={[
        {
          ...{ name: 'classCode', label: own.smallClass, kind: 'choice', required: true },
          options: (classes.data?.items ?? []).map((each) => ({
            value: each.code,
            label: `${pick(each.bigClass)} · ${pick(each.title)}`,
          })),
        },
        { name: 'partCode', label: own.part, kind: 'code', maxLength: 40 },
      ]}
      act={async ({ classCode, partCode }) => {
        const body = {
          classCode,
          version: one.version,
          ...(partCode?.trim() ? { partCode: partCode.trim() } : {}),
        }
        await client.call(classifyCase, { params: { id: one.id }, body })
        refresh(getCase, listCases)
      }}
      onClose={onClose}
    />
  )
}
