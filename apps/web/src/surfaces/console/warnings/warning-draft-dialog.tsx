import {
  changeWarningDraft,
  draftWarning,
  getWarning,
  listWarnings,
  type Warning,
  type WarningDraft,
} from '@civitas/sdk'
import { levels, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { DivisionsSelect } from '../parts/division-select.tsx'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { AreaField, type Corner, toCorners, toPolygon } from './area-field.tsx'
import { warningsTexts } from './warnings.texts.ts'

type Values = Omit<WarningDraft, 'geometry' | 'expiresTime' | 'eventId'> & {
  corners?: Corner[]
  hours: number
}

interface WarningDraftDialogProps {
  /** The draft to change; a new one without. */
  warning?: Warning
  onClose: () => void
}

/** Writes a warning: hazard, level, words, area by divisions or drawn, channels, time. */
export function WarningDraftDialog({ warning, onClose }: WarningDraftDialogProps) {
  const texts = useTexts(warningsTexts)
  const navigate = useNavigate()
  return (
    <FormDialog<Values>
      title={warning ? texts.edit : texts.draft}
      width={760}
      first={firstOf(warning)}
      fields={useFields()}
      act={async (values) => {
        const body = toDraft(values, warning)
        if (!body.geometry && !body.divisionCodes?.length) throw new Error(texts.areaNeeded)
        const saved = warning
          ? await client.call(changeWarningDraft, { params: { id: warning.id }, body })
          : await client.call(draftWarning, { body })
        refresh(listWarnings, getWarning)
        if (!warning) navigate(`/console/warnings/${saved.id}`)
      }}
      onClose={onClose}
    />
  )
}

const hour = 3_600_000

function firstOf(warning: Warning | undefined): Partial<Values> {
  if (!warning) return { category: 'Met', level: 'yellow', channels: ['app', 'sms'], hours: 6 }
  const corners = toCorners(warning.geometry)
  return {
    ...{ category: warning.category, eventName: warning.eventName, level: warning.level },
    ...{ headline: warning.headline, description: warning.description, instruction: warning.instruction },
    ...{ channels: warning.channels, exercise: warning.exercise, divisionCodes: warning.divisionCodes },
    ...(corners.length > 0 ? { corners } : {}),
    hours: Math.max(1, Math.round((Date.parse(warning.expiresTime) - Date.now()) / hour)),
  }
}

function toDraft({ corners, hours, headline, divisionCodes, ...values }: Values, warning?: Warning) {
  const geometry = toPolygon(corners ?? [])
  return {
    ...values,
    ...(headline ? { headline } : {}),
    ...(divisionCodes?.length ? { divisionCodes } : {}),
    ...(geometry ? { geometry } : {}),
    ...(warning?.eventId ? { eventId: warning.eventId } : {}),
    expiresTime: new Date(Date.now() + hours * hour).toISOString(),
  }
}

function useFields(): DialogField[] {
  const texts = useTexts(warningsTexts)
  const ui = useTexts(uiTexts)
  const named = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  return [
    {
      ...{ name: 'category', label: texts.category, kind: 'choice', required: true },
      options: named(texts.categories),
    },
    { name: 'eventName', label: texts.eventName, kind: 'text', required: true, maxLength: 60 },
    {
      ...{ name: 'level', label: texts.level, kind: 'choice', required: true },
      options: [...levels].reverse().map((value) => ({ value, label: ui.levelLong[value] })),
    },
    { name: 'headline', label: texts.headline, kind: 'text' },
    { name: 'description', label: texts.description, kind: 'area', required: true, maxLength: 4000 },
    { name: 'instruction', label: texts.instruction, kind: 'area', required: true, maxLength: 4000 },
    { name: 'divisionCodes', label: texts.divisions, kind: 'custom', control: <DivisionsSelect /> },
    { name: 'corners', label: texts.polygon, kind: 'custom', control: <AreaField /> },
    {
      ...{ name: 'channels', label: texts.broadcasts, kind: 'choices', required: true },
      options: named(texts.channels),
    },
    {
      ...{ name: 'hours', label: texts.hours, kind: 'number', required: true },
      ...{ min: 1, max: 240, unit: texts.hoursUnit },
    },
    { name: 'exercise', label: texts.exerciseTick, kind: 'tick' },
  ]
}
