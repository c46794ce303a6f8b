import { issueLetter, listSupervisions } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { caseDeskTexts } from './case-desk.texts.ts'

/** Writes a 督办函 of the caller’s level to a unit; about a case when one is given. */
export function LetterDialog({ caseId, onClose }: { caseId?: string; onClose: () => void }) {
  const texts = useTexts(caseDeskTexts)
  const [unit, setUnit] = useState<string | undefined>()
  const [title, setTitle] = useState('')
  const [days, setDays] = useState(5)
  return (
    <ActDialog
      title={texts.newLetter}
      why={texts.letterWhy}
      comment="required"
      isReady={unit !== undefined && title.trim().length > 1}
      act={(reason) =>
        client.call(issueLetter, {
          body: {
            ...{ organisationId: unit ?? '', title: title.trim(), reason, caseId },
            limit: { days, clock: 'working-day' },
          },
        })
      }
      onClose={() => {
        onClose()
        refresh(listSupervisions)
      }}
    >
      <Form layout="vertical">
        <Form.Item label={texts.unit} htmlFor="letter-unit" required>
          <OrganisationSelect id="letter-unit" value={unit} onChange={setUnit} />
        </Form.Item>
        <Form.Item label={texts.letterTitle} required>
          <Input
            value={title}
            maxLength={200}
            aria-label={texts.letterTitle}
            onChange={(event) => setTitle(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.letterDays}>
          <InputNumber
            min={1}
            max={60}
            value={days}
            aria-label={texts.letterDays}
            onChange={(value) => setDays(value ?? 5)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
