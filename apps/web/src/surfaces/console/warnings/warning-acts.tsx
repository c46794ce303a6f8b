import {
  evaluateWarning,
  getWarning,
  issueWarning,
  liftWarning,
  listWarnings,
  rejectWarning,
  updateWarning,
  type Warning,
} from '@civitas/sdk'
import { levels, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { Checkbox, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { WarningDraftDialog } from './warning-draft-dialog.tsx'
import { warningsTexts } from './warnings.texts.ts'

export type WarningActName = 'edit' | 'issue' | 'reject' | 'update' | 'lift' | 'evaluate'

interface WarningActProps {
  warning: Warning
  onClose: () => void
}

/** Does one act on a warning after asking for what it needs. */
export function WarningAct({ act, warning, ...props }: WarningActProps & { act: WarningActName }) {
  const onClose = () => {
    refresh(getWarning, listWarnings)
    props.onClose()
  }
  const input = { warning, onClose }
  if (act === 'edit') return <WarningDraftDialog {...input} />
  if (act === 'update') return <UpdateDialog {...input} />
  if (act === 'evaluate') return <EvaluateDialog {...input} />
  return <PlainAct act={act} {...input} />
}

function PlainAct({ act, warning, onClose }: WarningActProps & { act: 'issue' | 'reject' | 'lift' }) {
  const texts = useTexts(warningsTexts)
  const params = { id: warning.id }
  const whys = { issue: texts.issueWhy, lift: texts.liftWhy, reject: undefined }
  return (
    <ActDialog
      title={texts[act]}
      why={whys[act]}
      danger={act === 'reject'}
      comment={act === 'issue' ? 'optional' : 'required'}
      act={(comment) => {
        if (act === 'issue') return client.call(issueWarning, { params, body: comment ? { comment } : {} })
        return client.call(act === 'reject' ? rejectWarning : liftWarning, { params, body: { comment } })
      }}
      onClose={onClose}
    />
  )
}

interface UpdateValues {
  level: Warning['level']
  description: string
  instruction: string
  hours: number
}

function UpdateDialog({ warning, onClose }: WarningActProps) {
  const texts = useTexts(warningsTexts)
  const ui = useTexts(uiTexts)
  const navigate = useNavigate()
  const { level, description, instruction } = warning
  return (
    <FormDialog<UpdateValues>
      title={texts.update}
      why={texts.updateWhy}
      first={{ level, description, instruction, hours: 6 }}
      fields={[
        {
          ...{ name: 'level', label: texts.level, kind: 'choice', required: true },
          options: [...levels].reverse().map((value) => ({ value, label: ui.levelLong[value] })),
        },
        { name: 'description', label: texts.description, kind: 'area', required: true, maxLength: 4000 },
        { name: 'instruction', label: texts.instruction, kind: 'area', maxLength: 4000 },
        {
          ...{ name: 'hours', label: texts.hours, kind: 'number', required: true },
          ...{ min: 1, max: 240, unit: texts.hoursUnit },
        },
      ]}
      act={async ({ hours, ...values }) => {
        const expiresTime = new Date(Date.now() + hours * 3_600_000).toISOString()
        const made = await client.call(updateWarning, {
          params: { id: warning.id },
          body: { ...values, expiresTime },
        })
        navigate(`/console/warnings/${made.id}`)
      }}
      onClose={onClose}
    />
  )
}

function EvaluateDialog({ warning, onClose }: WarningActProps) {
  const texts = useTexts(warningsTexts)
  const [occurred, setOccurred] = useState<string | null>(warning.issuedTime)
  const [isFalse, setFalse] = useState(false)
  return (
    <ActDialog
      title={texts.evaluate}
      why={texts.evaluateWhy}
      comment="optional"
      isReady={isFalse || occurred !== null}
      act={(comment) =>
        client.call(evaluateWarning, {
          params: { id: warning.id },
          body: { occurredTime: isFalse ? null : occurred, ...(comment ? { comment } : {}) },
        })
      }
      onClose={onClose}
    >
      <p>
        <DatePicker
          showTime
          aria-label={texts.occurred}
          placeholder={texts.occurred}
          disabled={isFalse}
          value={occurred ? dayjs(occurred) : null}
          onChange={(time) => setOccurred(time ? time.toISOString() : null)}
        />{' '}
        <Checkbox checked={isFalse} onChange={(event) => setFalse(event.target.checked)}>
          {texts.falseAlarm}
        </Checkbox>
      </p>
    </ActDialog>
  )
}
