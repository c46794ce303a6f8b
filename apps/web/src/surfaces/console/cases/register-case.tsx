import { listCaseClasses, listCases, listCaseTypes, registerCase } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { PlaceField } from '../parts/place-field.tsx'
import { registerCaseTexts } from './register-case.texts.ts'

interface Values {
  type: string
  title: string
  description?: string
  classCode?: string
  partCode?: string
  position?: [number, number]
}

/** 直接立案: a case without an event before it, as a centre opens what is told at its counter. */
export function RegisterCaseButton() {
  const own = useTexts(registerCaseTexts)
  const may = useMay()
  const [isOpen, setOpen] = useState(false)
  if (!may('cases.dispatch')) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{own.register}</Button>
      {isOpen ? <RegisterDialog onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function RegisterDialog({ onClose }: { onClose: () => void }) {
  const own = useTexts(registerCaseTexts)
  const pick = usePick()
  const navigate = useNavigate()
  const opened = useRef<string | null>(null)
  const [type, setType] = useState<string | undefined>()
  const types = useRead(listCaseTypes, {}, { staleMs: 600_000 })
  const classes = useRead(
    listCaseClasses,
    { query: { type: type ?? '' } },
    { enabled: type !== undefined, staleMs: 600_000 },
  )
  const needsPlace = types.data?.find((one) => one.id === type)?.needsPlace ?? true
  const small = type ? (classes.data?.items ?? []) : []
  return (
    <FormDialog<Values>
      title={own.register}
      why={own.why}
      width={640}
      onChange={(values) => setType(values.type)}
      fields={[
        {
          ...{ name: 'type', label: own.type, kind: 'choice', required: true },
          options: (types.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) })),
        },
        { name: 'title', label: own.title, kind: 'text', required: true },
        { name: 'description', label: own.description, kind: 'area' },
        ...(small.length > 0
          ? [
              {
                ...{ name: 'classCode', label: own.smallClass, kind: 'choice' as const, allowClear: true },
                options: small.map((one) => ({
                  value: one.code,
                  label: `${pick(one.bigClass)} · ${pick(one.title)}`,
                })),
              },
            ]
          : []),
        { name: 'partCode', label: own.part, kind: 'code', maxLength: 40 },
        ...(needsPlace
          ? [
              {
                ...{ name: 'position', label: own.place, kind: 'custom' as const, required: true },
                control: <PlaceField />,
              },
            ]
          : []),
      ]}
      act={async ({ description, classCode, partCode, ...body }) => {
        const made = await client.call(registerCase, {
          body: {
            ...body,
            ...(description?.trim() ? { description: description.trim() } : {}),
            ...(classCode ? { classCode } : {}),
            ...(partCode?.trim() ? { partCode: partCode.trim() } : {}),
          },
        })
        opened.current = made.id
      }}
      onClose={() => {
        refresh(listCases)
        if (opened.current) navigate(`/console/cases/${opened.current}`)
        else onClose()
      }}
    />
  )
}
