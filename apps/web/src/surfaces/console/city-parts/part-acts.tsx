import {
  type CityPart,
  createPart,
  createPartSurveyTask,
  getPartStatistics,
  listPartDisputes,
  listPartSurveyTasks,
  listParts,
  type PartDispute,
  raisePartDispute,
  removePart,
  rulePartDispute,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import dayjs from 'dayjs'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { cityPartsTexts } from './city-parts.texts.ts'

interface ActProps {
  onClose: () => void
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

interface NewPart {
  classCode: string
  lon: number
  lat: number
  gridCode?: string
  name?: string
  owner?: string
  manager?: string
  material?: string
  address?: string
  installDate?: string
}

/** Registers a part; its code is given by the platform. */
export function RegisterPart({ onClose }: ActProps) {
  const texts = useTexts(cityPartsTexts)
  const words = (name: keyof typeof texts.fields): DialogField => ({
    name,
    label: texts.fields[name],
    kind: 'text',
    maxLength: 200,
  })
  return (
    <FormDialog<NewPart>
      title={texts.register}
      why={texts.registerWhy}
      fields={[
        {
          name: 'classCode',
          label: texts.fields.classCode,
          kind: 'code',
          required: true,
          placeholder: '0101',
          pattern: { is: /^\d{4}$/, else: texts.classHint },
        },
        { name: 'lon', label: texts.fields.lon, kind: 'number', required: true, min: -180, max: 180 },
        { name: 'lat', label: texts.fields.lat, kind: 'number', required: true, min: -90, max: 90 },
        { ...words('gridCode'), extra: texts.gridHint },
        words('name'),
        words('owner'),
        words('manager'),
        words('material'),
        words('address'),
        { ...words('installDate'), pattern: { is: DAY, else: texts.dayHint } },
      ]}
      act={async ({ lon, lat, ...rest }) => {
        const { classCode, ...optional } = rest
        const filled = Object.fromEntries(Object.entries(optional).filter(([, value]) => value))
        await client.call(createPart, { body: { ...filled, classCode, position: [lon, lat] } })
        refresh(listParts, getPartStatistics)
      }}
      onClose={onClose}
    />
  )
}

/** Marks a part as removed; it stays in the register with its cases. */
export function RemovePart({ part, onClose }: ActProps & { part: CityPart }) {
  const texts = useTexts(cityPartsTexts)
  return (
    <FormDialog<{ date: string; reason: string }>
      title={texts.remove}
      danger
      first={{ date: dayjs().format('YYYY-MM-DD') }}
      why={`${part.code} ${part.name}：${texts.removeWhy}`}
      fields={[
        {
          name: 'date',
          label: texts.date,
          kind: 'text',
          required: true,
          placeholder: '2026-01-31',
          pattern: { is: DAY, else: texts.dayHint },
        },
        { name: 'reason', label: texts.reason, kind: 'area', required: true, maxLength: 500 },
      ]}
      act={async (body) => {
        await client.call(removePart, { params: { id: part.id }, body })
        refresh(listParts, getPartStatistics)
      }}
      onClose={onClose}
    />
  )
}

/** Says that another unit than the registered one owns a part. */
export function RaiseDispute({ part, onClose }: ActProps & { part: CityPart }) {
  const texts = useTexts(cityPartsTexts)
  return (
    <FormDialog<{ claimedOwner: string; reason: string }>
      title={texts.dispute}
      why={`${part.code} ${part.name}：${texts.registered} ${part.owner || texts.none}`}
      fields={[
        { name: 'claimedOwner', label: texts.claimedOwner, kind: 'text', required: true },
        { name: 'reason', label: texts.reason, kind: 'area', required: true, maxLength: 500 },
      ]}
      act={async (body) => {
        await client.call(raisePartDispute, { params: { id: part.id }, body })
        refresh(listPartDisputes)
      }}
      onClose={onClose}
    />
  )
}

/** Rules who owns a part; the register follows. */
export function RuleDispute({ dispute, onClose }: ActProps & { dispute: PartDispute }) {
  const texts = useTexts(cityPartsTexts)
  return (
    <FormDialog<{ owner: string; ruling: string }>
      title={texts.rule}
      why={`${dispute.partCode} ${dispute.partName}：${dispute.reason}`}
      first={{ owner: dispute.claimedOwner }}
      fields={[
        { name: 'owner', label: texts.columns.owner, kind: 'text', required: true },
        { name: 'ruling', label: texts.ruling, kind: 'area', required: true, maxLength: 500 },
      ]}
      act={async (body) => {
        await client.call(rulePartDispute, { params: { id: dispute.id }, body })
        refresh(listPartDisputes, listParts)
      }}
      onClose={onClose}
    />
  )
}

/** Orders a survey of the parts of a grid. */
export function OrderSurvey({ onClose }: ActProps) {
  const texts = useTexts(cityPartsTexts)
  return (
    <FormDialog<{ title: string; gridCode: string; classCode?: string; dueDate: string }>
      title={texts.order}
      fields={[
        { name: 'title', label: texts.survey.title, kind: 'text', required: true, maxLength: 100 },
        { name: 'gridCode', label: texts.survey.grid, kind: 'code', required: true },
        {
          name: 'classCode',
          label: texts.survey.class,
          kind: 'code',
          pattern: { is: /^\d{4}$/, else: texts.classHint },
        },
        {
          name: 'dueDate',
          label: texts.survey.due,
          kind: 'text',
          required: true,
          placeholder: '2026-01-31',
          pattern: { is: DAY, else: texts.dayHint },
        },
      ]}
      act={async ({ classCode, ...rest }) => {
        await client.call(createPartSurveyTask, { body: { ...rest, ...(classCode ? { classCode } : {}) } })
        refresh(listPartSurveyTasks)
      }}
      onClose={onClose}
    />
  )
}
